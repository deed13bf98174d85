package dev.perigee.testing;

import java.util.LinkedHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes the body of a request, and reads what is no answer. */
public final class Json {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Json() {}

    public static JsonNode read(String text) {
        return JSON.readTree(text);
    }

    /** An object of names and values in turn. */
    public static String of(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return JSON.writeValueAsString(object);
    }
}
