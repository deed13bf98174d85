package dev.perigee.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server answered. Header names in lower case; of an archive each character is a byte. */
public record Answer(int status, Map<String, List<String>> headers, String body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** A field of the answer as text, empty when absent; deeper ones by dots, those of a list by their number. */
    public String field(String path) {
        JsonNode node = json();
        for (String step : path.split("\\.", -1)) {
            node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }

    /** The code of a problem. */
    public String code() {
        return field("code");
    }

    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The value of a cookie that the answer sets. */
    public String cookie(String name) {
        return headers.getOrDefault("set-cookie", List.of()).stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0])
                .findFirst()
                .orElse("");
    }
}
