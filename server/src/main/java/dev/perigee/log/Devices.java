package dev.perigee.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;
import ua_parser.Parser;

/** Reads user agents by the patterns of the uap-core project. */
@Component
public class Devices {

    /** Read at the first sign-in, not at the start: it takes a while. */
    private static final class Patterns {
        static final Parser PARSER = new Parser();
    }

    private final Cache<String, Device> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    Devices() {}

    /**
     * What the user agent tells; {@code unknown} stands for what it does not.
     *
     * @param userAgent at most 512 characters
     */
    public Device of(String userAgent) {
        return known.get(userAgent, Devices::parse);
    }

    private static Device parse(String userAgent) {
        return new Device(
                family(Patterns.PARSER.parseOS(userAgent).family),
                family(Patterns.PARSER.parseUserAgent(userAgent).family));
    }

    private static String family(String family) {
        return "Other".equals(family) ? "unknown" : family;
    }
}
