package dev.perigee.auth;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as its person sees it.
 *
 * @param current whether it is the one that asks
 * @param device the operating system, for example {@code Windows}
 * @param browser for example {@code Firefox}
 * @param network from where it was begun, without the last part of the address
 * @param place of that network, for example {@code Madrid, Spain}; null when it is not known
 * @param lastUsedAt true to some ten minutes
 */
record SessionEntry(
        UUID id,
        boolean current,
        String device,
        String browser,
        String network,
        @Nullable String place,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt) {}
