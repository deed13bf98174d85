package dev.perigee.log;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that the account has made.
 *
 * @param time when it came
 * @param traceId as in its answer, if that was a problem; your own when you sent a {@code traceparent}
 * @param route the pattern that it matched; null for none
 * @param path with everything masked that is neither a word of a route nor a UUID
 * @param durationUs how long it took, in microseconds
 * @param keyId the API key that made it
 * @param sessionId the session that made it
 * @param userId the member who made it, or for whom the key acts
 * @param body the names of its fields, with the values of those that may be shown; at most 2000 characters
 */
record LoggedRequest(
        Instant time,
        String traceId,
        String method,
        @Nullable String route,
        String path,
        int status,
        long durationUs,
        @Nullable UUID keyId,
        @Nullable UUID sessionId,
        @Nullable UUID userId,
        String ip,
        @Nullable String body) {}
