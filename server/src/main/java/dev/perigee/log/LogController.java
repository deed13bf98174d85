package dev.perigee.log;

import static dev.perigee.web.Permission.DEVELOPER;

import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/log")
class LogController {

    private final LoggedRequests requests;

    LogController(LoggedRequests requests) {
        this.requests = requests;
    }

    /**
     * Lists the account's requests, newest first.
     *
     * <p>A request is in the list about a second after its answer, and for 30 days unless the operator says otherwise.
     * The parameters {@code key}, {@code user}, {@code route}, {@code method}, {@code status} ({@code 404} or
     * {@code 4xx}), {@code from}, {@code to} and {@code q} leave out all others; {@code q} is a text in the path, the
     * network address or the shown body, or a whole trace id. A page looks at 10,000 requests at most. With a filter that
     * few match it may therefore be short or empty and yet have a {@code next}: go on until {@code next} is null.
     */
    @GetMapping
    @Verify(permission = DEVELOPER, scope = "log.read")
    Page<LoggedRequest> list(Caller caller, PageQuery page, @Valid @ModelAttribute LogFilter filter) {
        return requests.list(caller, page, filter);
    }

    /**
     * Shows the account's requests of a trace id, newest first.
     *
     * <p>Mostly it is one; they are several when a client sends the same {@code traceparent} again.
     */
    @GetMapping("/{trace_id}")
    @Verify(permission = DEVELOPER, scope = "log.read")
    Page<LoggedRequest> get(Caller caller, @PathVariable("trace_id") String traceId, PageQuery page) {
        return requests.ofTrace(caller, traceId, page);
    }
}
