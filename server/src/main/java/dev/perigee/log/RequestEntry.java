package dev.perigee.log;

import dev.perigee.web.Refusal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One API request, as it will be a row.
 *
 * @param route the pattern that it matched; null for none
 * @param path with everything masked that is neither a word of a route nor a UUID
 * @param caller {@code session} or {@code key} with its id; null for nobody
 * @param account the caller's, or whose the credential was for which nobody was let in
 * @param refusal why it was refused; null when it was not
 * @param body the request as read; rendered by its allow-list when the row is written
 */
record RequestEntry(
        Instant time,
        String traceId,
        String method,
        @Nullable String route,
        String path,
        int status,
        long durationMicros,
        @Nullable String caller,
        @Nullable UUID user,
        @Nullable UUID account,
        String ip,
        @Nullable Object body,
        @Nullable Refusal refusal) {}
