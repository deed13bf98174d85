package dev.perigee.web;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Changes of the limits that are declared in the code: {@code perigee.throttle.<name>.<kind>}. The name {@code all} is
 * the limit over all routes; kinds are {@code network}, {@code key} and {@code identifier}.
 */
@ConfigurationProperties("perigee")
record ThrottleSettings(Map<String, Map<String, String>> throttle) {

    ThrottleSettings(@org.jspecify.annotations.Nullable Map<String, Map<String, String>> throttle) {
        this.throttle = throttle == null ? Map.of() : throttle;
    }

    Limit limit(String name, String kind, String declared) {
        String text = throttle.getOrDefault(name, Map.of()).getOrDefault(kind, declared);
        return Limit.parse("perigee.throttle." + name + "." + kind, text);
    }
}
