package dev.perigee.log;

import dev.perigee.web.OneLine;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which requests somebody wants to see.
 *
 * @param key made by this API key
 * @param user made by this member, or by a key that acts for them
 * @param route of this pattern, such as {@code /api/project/{id}}
 * @param method such as {@code GET}
 * @param status as {@code 404}, or all of a class as {@code 4xx}
 * @param from not before then
 * @param to before then
 * @param q with this text in the path, the network address or the shown body; a whole trace id finds its requests
 */
record LogFilter(
        @Nullable UUID key,
        @Nullable UUID user,
        @Nullable @Size(max = 200) @OneLine String route,
        @Nullable @Pattern(regexp = "[A-Z]{1,10}") String method,

        @Nullable @Pattern(regexp = "[1-5]xx|[1-5][0-9][0-9]")
        String status,

        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable @Size(max = 100) @OneLine String q) {

    static final LogFilter NONE = new LogFilter(null, null, null, null, null, null, null, null);

    int leastStatus() {
        return status == null ? 0 : Integer.parseInt(status.replace('x', '0'));
    }

    int greatestStatus() {
        return status == null ? Integer.MAX_VALUE : Integer.parseInt(status.replace('x', '9'));
    }
}
