package dev.perigee.testing;

import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Writes the body of a request. */
public final class Json {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Json() {}

    /** An object of names and values in turn. */
    public static String of(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return JSON.writeValueAsString(object);
    }
}
