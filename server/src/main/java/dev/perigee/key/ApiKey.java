package dev.perigee.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of the account, without what only its bearer knows.
 *
 * @param key the key itself; only in the answer that makes it
 * @param hint its first and last characters
 * @param permission the role of its maker, beyond which it may do nothing
 * @param userId the member it acts for: its maker, or the owner who took it over
 * @param allowedIps the addresses and networks it may come from; none: from anywhere
 * @param state {@code active}, {@code expired}, or {@code quarantined} after somebody has found it in a wrong place
 * @param lastUsedAt to the minute
 * @param previousUntil until when the key before the last rotation is taken as well
 */
record ApiKey(
        UUID id,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
        String name,
        String hint,
        List<String> scopes,
        String permission,
        @Nullable UserId userId,
        List<String> allowedIps,
        String state,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant previousUntil) {

    /** The same with the key itself, for whoever it is made for, or without. */
    ApiKey withText(@Nullable String text) {
        return new ApiKey(
                id,
                text,
                name,
                hint,
                scopes,
                permission,
                userId,
                allowedIps,
                state,
                createdAt,
                expiresAt,
                lastUsedAt,
                previousUntil);
    }
}
