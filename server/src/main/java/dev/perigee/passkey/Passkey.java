package dev.perigee.passkey;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One of your passkeys.
 *
 * @param name by which you know it
 * @param backedUp whether it was on more than one device when it was added
 * @param lastUsedAt when it last signed you in; null for never
 */
record Passkey(
        UUID id,
        String name,
        boolean backedUp,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
