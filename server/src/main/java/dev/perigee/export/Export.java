package dev.perigee.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An archive of an account's data, or the way to it.
 *
 * @param state {@code waiting}, {@code running}, {@code ready}, {@code fetched}, {@code failed} or {@code expired}
 * @param asker who gets the link; null once that person is erased
 * @param readyAt when it was complete
 * @param expiresAt until when it can be fetched
 * @param bytes its size, once it is complete
 */
record Export(
        UUID id,
        String state,
        @JsonIgnore @Nullable UserId asker,
        Instant createdAt,
        @Nullable Instant readyAt,
        @Nullable Instant expiresAt,
        @Nullable Long bytes) {

    Optional<UserId> askedBy() {
        return Optional.ofNullable(asker);
    }

    @JsonIgnore
    boolean isReady() {
        return "ready".equals(state);
    }
}
