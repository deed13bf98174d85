package dev.perigee.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message on its way to a webhook, or at its end.
 *
 * @param messageId what the receiver gets as {@code webhook-id}; the same for each attempt and replay
 * @param type the name of the event
 * @param kind {@code event}, {@code replay} or {@code test}
 * @param state {@code waiting}, {@code delivered}, or {@code dead} when it is given up
 * @param attempts what came of each attempt, the first one first
 * @param nextAttemptAt when it is sent next, at the earliest; null once it has ended
 * @param payload what is sent; only where one delivery is asked for
 */
record Delivery(
        UUID id,
        UUID messageId,
        String type,
        String kind,
        String state,
        List<Attempt> attempts,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant endedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode payload) {

    /**
     * What came of an attempt.
     *
     * @param status the receiver's HTTP status; null when there was no answer, for whatever reason
     */
    record Attempt(Instant at, @Nullable Integer status) {}
}
