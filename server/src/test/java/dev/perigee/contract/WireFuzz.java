package dev.perigee.contract;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Bends what carries a body: method, address and headers. What would leave open where a request ends is left to
 * {@code OddRequestTest}: here one request has one answer.
 */
final class WireFuzz {

    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "Post",
            "G@T",
            "X".repeat(9_000));

    private static final List<String> ENDINGS = List.of(
            "/",
            "//",
            "/.",
            "/..",
            ";",
            ";x=1",
            ";jsessionid=1",
            ".json",
            "%00",
            "%0a",
            "%20",
            "%2f",
            "%5c",
            "%zz",
            "%",
            "%c0%af",
            "\\",
            "|",
            "^",
            "{}",
            "~",
            "'",
            "\u00e9",
            "/null",
            "/undefined",
            "#a",
            "/" + "x".repeat(9_000));

    private static final List<String> QUERIES = List.of(
            "",
            "=",
            "&&&",
            "a",
            "a=b=c",
            "a=%zz",
            "a=%00",
            "a=%",
            "[]=1",
            "a[b]=c",
            "a=\u00e9",
            "_method=DELETE",
            "a=" + "x".repeat(9_000),
            "a=b&".repeat(900));

    private static final Map<String, List<String>> HEADERS = Map.ofEntries(
            Map.entry(
                    "Content-Type",
                    List.of(
                            "",
                            "text/plain",
                            "application/xml",
                            "application/json;charset=utf-16",
                            "application/json;charset=x",
                            "application/json; charset=\"",
                            "APPLICATION/JSON",
                            "application/*",
                            "*/*",
                            "a/b/c",
                            "json",
                            "application/problem+json",
                            "application/x-www-form-urlencoded",
                            "multipart/form-data",
                            "multipart/form-data; boundary=x",
                            "application/json, text/plain",
                            "x".repeat(5_000))),
            Map.entry(
                    "Accept",
                    List.of(
                            "",
                            "*/*",
                            "text/html",
                            "application/*",
                            "application/json;q=0",
                            "application/vnd.a+json",
                            "application/vnd.a+json, */*;q=0.1",
                            "application/problem+json",
                            "q=x;;",
                            "application/json;q=2",
                            "text/event-stream",
                            "a,".repeat(900))),
            Map.entry("Accept-Language", List.of("", "*", "es", "xx-YY-zz", "es;q=x", "-".repeat(500), "\u00e9")),
            Map.entry("Accept-Encoding", List.of("gzip", "br;q=1", "identity;q=0, *;q=0", "x")),
            Map.entry("Accept-Charset", List.of("utf-16", "x")),
            Map.entry(
                    "Authorization",
                    List.of(
                            "",
                            "Bearer",
                            "Bearer ",
                            "bearer x",
                            "Bearer a.b.c",
                            "Bearer " + "a".repeat(5_000),
                            "Basic",
                            "Basic Og==",
                            "Basic !!!",
                            "Digest a=b",
                            "Bearer \u00e9",
                            "Negotiate x")),
            Map.entry(
                    "Cookie",
                    List.of(
                            "",
                            "=",
                            "a",
                            "a=b;c=d",
                            "__Host-refresh=",
                            "__Host-refresh=x",
                            "__Host-refresh=\"a",
                            "a=\u00e9",
                            "__Host-signup=x; __Host-signup=y",
                            "$Version=1; a=b",
                            "a=b; ".repeat(400))),
            Map.entry(
                    "Idempotency-Key",
                    List.of("", "a", "a b", "\u00e9", "x".repeat(255), "x".repeat(256), "\"a\"", "a\tb")),
            Map.entry("Content-Encoding", List.of("", "gzip", "identity", "x")),
            Map.entry("Content-Length", List.of("0", "-1", "x", "", "99999999999999999999")),
            Map.entry("Transfer-Encoding", List.of("gzip", "x")),
            Map.entry("Expect", List.of("x", "200-ok")),
            Map.entry("Host", List.of("", "x", "localhost:x", "[", "a@b", "elsewhere.example", "\u00e9")),
            Map.entry("Origin", List.of("", "null", "https://elsewhere.example", "x")),
            Map.entry("X-App", List.of("", "web", "WEB", "native")),
            Map.entry("If-Match", List.of("*", "\"a\"", "x")),
            Map.entry("If-None-Match", List.of("*", "\"a\"", "W/\"a\", \"b\"")),
            Map.entry("If-Modified-Since", List.of("x", "Sun, 06 Nov 2094 08:49:37 GMT")),
            Map.entry("If-Unmodified-Since", List.of("Sun, 06 Nov 1994 08:49:37 GMT")),
            Map.entry(
                    "Range",
                    List.of("bytes=0-1", "bytes=9999999-", "bytes=-1", "x=1-2", "bytes=" + "0-1,".repeat(500))),
            Map.entry("traceparent", List.of("", "x", "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-01")),
            Map.entry("X-Forwarded-For", List.of("", "127.0.0.1", "x", "::1, a")),
            Map.entry("X-Forwarded-Host", List.of("elsewhere.example")),
            Map.entry("X-HTTP-Method-Override", List.of("DELETE")),
            Map.entry("User-Agent", List.of("", "x".repeat(9_000), "\u00e9", "() { :;}; a")),
            Map.entry("X-Odd", List.of("\u0000", "\u0001", "a\u007f", "x".repeat(20_000))),
            Map.entry("Bad Name", List.of("x")),
            Map.entry("", List.of("x")));

    private final List<JsonNode> parameters;
    private final RandomGenerator random;

    /** @param parameters those that the document names for the operation */
    WireFuzz(JsonNode parameters, RandomGenerator random) {
        this.parameters = parameters
                .valueStream()
                .filter(parameter -> "query".equals(parameter.path("in").asString()))
                .toList();
        this.random = random;
    }

    Request bend(Request request) {
        if (!parameters.isEmpty() && random.nextBoolean()) {
            return query(request);
        }
        return switch (random.nextInt(10)) {
            case 0 -> request.method(Odd.any(random, METHODS));
            case 1 -> address(request);
            case 2 -> query(request);
            case 3 -> many(request);
            default -> header(request);
        };
    }

    private Request address(Request request) {
        String path = request.path();
        int slash = 1 + path.lastIndexOf('/');
        String last = path.substring(slash);
        return request.target(
                switch (random.nextInt(8)) {
                    case 0 -> path.toUpperCase(Locale.ROOT);
                    case 1 -> '/' + path;
                    case 2 -> path.substring(0, slash) + "x/../" + last;
                    case 3 -> path.substring(0, slash) + encoded(Odd.text(random));
                    case 4 -> path.substring(0, slash) + "%" + Integer.toHexString(last.charAt(0)) + last.substring(1);
                    case 5 -> "http://elsewhere.example" + path;
                    default -> path + Odd.any(random, ENDINGS);
                });
    }

    private Request query(Request request) {
        String query = parameters.isEmpty() || random.nextInt(4) == 0
                ? Odd.any(random, QUERIES)
                : IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> parameter())
                        .collect(Collectors.joining("&"));
        return request.target(request.path() + '?' + query);
    }

    /** One that the operation knows, sometimes as it should be, sometimes just outside, sometimes odd. */
    private String parameter() {
        var parameter = Odd.any(random, parameters);
        var schema = parameter.path("schema");
        long min = schema.path("minimum").asLong(0);
        long max = schema.path("maximum").asLong(Integer.MAX_VALUE);
        String value = switch (random.nextInt(3)) {
            case 0 -> Long.toString(Odd.any(random, List.of(min - 1, min, max, max + 1)));
            case 1 -> Odd.json(random);
            default -> Odd.text(random);
        };
        return parameter.path("name").asString() + '=' + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Request many(Request request) {
        var many = request;
        for (int i = 0; i < 120; i++) {
            many = many.with("X-Odd-" + i, "x");
        }
        return many;
    }

    private Request header(Request request) {
        String name = Odd.any(random, HEADERS.keySet().stream().sorted().toList());
        var kept = random.nextBoolean() ? request.without(name) : request;
        return kept.with(name, Odd.any(random, HEADERS.get(name)));
    }
}
