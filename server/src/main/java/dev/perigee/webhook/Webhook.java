package dev.perigee.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of the account's events.
 *
 * @param secret by which it checks what it gets; only in the answer that makes it
 * @param events the names of what it is told of; {@code *} for all
 * @param state {@code active}; {@code failing} since its last answer was none or an error; or {@code paused}
 * @param pausedBy {@code you}; {@code failing}, after three days without success; or {@code gone}, when it answered 410
 * @param failingSince since when nothing has arrived
 * @param previousUntil until when what it gets is signed by the secret before the last rotation as well
 */
record Webhook(
        UUID id,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
        String url,
        String description,
        List<String> events,
        String state,
        @Nullable String pausedBy,
        Instant createdAt,
        @Nullable Instant failingSince,
        @Nullable Instant previousUntil) {

    /** The same with its secret, for whoever it is made for. */
    Webhook withSecret(String text) {
        return new Webhook(id, text, url, description, events, state, pausedBy, createdAt, failingSince, previousUntil);
    }
}
