package dev.perigee.social;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network that vouches for you.
 *
 * @param user whom it lets in
 * @param network by its name in paths
 * @param email as the network told it last; null when it does not
 * @param picture as the network showed it last
 * @param lastUsedAt when it last signed you in; null for never
 */
record Identity(
        UUID id,
        @JsonIgnore UserId user,
        String network,
        @Nullable String email,
        @Nullable String picture,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
