-- What wrk sends: the requests of a file, one a line (method, path, token or whole Authorization, and body, parted by
-- tabs), in turn.
-- "{new}" in a body becomes something that was never sent before. Prints one line of figures at the end.
local requests, turn, sent, thread_number = {}, 0, 0, 0
local threads = {}

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("number", #threads)
end

function init(args)
    thread_number = number
    run = args[2]
    for line in io.lines(args[1]) do
        local method, path, token, body = line:match("^(%S+)\t(%S+)\t([^\t]*)\t(.*)$")
        local headers = {}
        if token ~= "" then headers["Authorization"] = token:find(" ", 1, true) and token or "Bearer " .. token end
        if body ~= "" then headers["Content-Type"] = "application/json" end
        local unique = body:find("{new}", 1, true)
        requests[#requests + 1] = {
            text = not unique and wrk.format(method, path, headers, body ~= "" and body or nil),
            method = method, path = path, headers = headers, body = body
        }
    end
    busy = 0
    -- Looking into each answer would slow the fast loads down, and only a server that hashes has reason to refuse.
    if requests[1].method == "POST" then
        response = function(status) if status == 503 then busy = busy + 1 end end
    end
    -- Threads begin at different places, so that they do not walk in step.
    turn = math.floor(#requests / 2) * (thread_number - 1)
end

function request()
    turn = turn % #requests + 1
    local next = requests[turn]
    if next.text then return next.text end
    sent = sent + 1
    local new = run .. "-" .. thread_number .. "-" .. sent
    next.headers["Content-Length"] = nil
    return wrk.format(next.method, next.path, next.headers, (next.body:gsub("{new}", new)))
end

function done(summary, latency, _)
    local errors, refused = summary.errors, 0
    for _, thread in ipairs(threads) do refused = refused + thread:get("busy") end
    io.write(string.format(
        '\nFIGURES {"answered":%d,"seconds":%f,"refused":%d,"broken":%d,"p50":%f,"p99":%f}\n',
        summary.requests, summary.duration / 1e6, refused,
        errors.status - refused + errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
