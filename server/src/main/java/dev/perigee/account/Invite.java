package dev.perigee.account;

import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is asked into the account and has not answered.
 *
 * @param invitedBy the member who sent it last; null when they are one no more
 * @param open whether its link works: not once it has expired, nor when its sender may not invite any more
 */
record Invite(
        UUID id,
        String email,
        String permission,
        @Nullable UserId invitedBy,
        boolean open,
        Instant sentAt,
        Instant expiresAt) {}
