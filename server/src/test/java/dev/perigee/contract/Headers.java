package dev.perigee.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Explains the headers and cookies of the kernel once for all operations: no controller speaks of them. */
final class Headers {

    static final List<String> OF_LIMITS = List.of("RateLimit-Policy", "RateLimit");

    /** The one that not every answer of its status bears. */
    private static final String REPLAYED = "Idempotency-Replayed";

    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("RateLimit-Policy", "The limits that this request counted against: `q` requests in `w` seconds."),
            Map.entry("RateLimit", "What is left of them: `r` requests; all of them again after `t` seconds."),
            Map.entry("Retry-After", "How many seconds to wait before trying again."),
            Map.entry("WWW-Authenticate", "Always `Bearer`, also where an API key would do."),
            Map.entry("Set-Cookie", "A cookie of this host that no script can read."),
            Map.entry("Clear-Site-Data", "Tells a browser to forget what it keeps of this site."),
            Map.entry(
                    "Idempotency-Key",
                    "1 to 255 visible ASCII characters, new for each new request. The same request sent again with its"
                            + " key within 24 hours has one effect and one answer."),
            Map.entry(REPLAYED, "`true` when this is the kept answer to an earlier request with the key."),
            Map.entry("X-App", "`web`, where a cookie is the credential."),
            Map.entry("Origin", "Our own, where a cookie is the credential; browsers send it by themselves."),
            Map.entry("__Host-refresh", "The refresh token of a browser, as an earlier answer set it."),
            Map.entry("webhook-id", "The message's name, the same whenever it is sent again."),
            Map.entry("webhook-timestamp", "When it was sent, in seconds since 1970; at most five minutes from now."),
            Map.entry(
                    "webhook-signature",
                    "`v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`; several by spaces."),
            Map.entry("Location", "Where the browser goes on."),
            Map.entry("__Host-social", "Knows the browser that set out for a network, as an earlier answer set it."),
            Map.entry("__Host-signup", "Knows the browser that signed up, as the answer to the sign-up set it."));

    private static final Map<String, String> EXAMPLES = Map.of(
            "RateLimit-Policy",
            "\"all\";q=600;w=60",
            "RateLimit",
            "\"all\";r=599;t=1",
            "Retry-After",
            "30",
            "WWW-Authenticate",
            "Bearer",
            REPLAYED,
            "true");

    private final Map<String, ObjectNode> components = new TreeMap<>();

    /** The headers that were asked for so far, by name. */
    Map<String, ObjectNode> components() {
        return components;
    }

    static String text(String name) {
        return TEXTS.getOrDefault(name, "");
    }

    /** These headers of an answer, by reference. */
    ObjectNode of(List<String> names) {
        var headers = Json.object();
        for (String name : names) {
            components.putIfAbsent(name, header(name, EXAMPLES.get(name), !name.equals(REPLAYED)));
            headers.set(name, Json.ref("headers", name));
        }
        return headers;
    }

    /** Those that an example shows, with their values; required are those that every good answer of it shows. */
    static ObjectNode of(JsonNode example, List<Examples.Reply> good) {
        var headers = Json.object();
        example.propertyStream().forEach(entry -> {
            String name = entry.getKey();
            boolean always = good.stream().allMatch(reply -> reply.headers().has(name));
            headers.set(name, header(name, entry.getValue().asString(), always));
        });
        return headers;
    }

    private static ObjectNode header(String name, String example, boolean required) {
        var schema = Json.object().put("type", "Retry-After".equals(name) ? "integer" : "string");
        var header = Json.object().put("description", text(name)).put("required", required);
        header.set("schema", schema);
        return "Retry-After".equals(name)
                ? header.put("example", Integer.parseInt(example))
                : header.put("example", example);
    }
}
