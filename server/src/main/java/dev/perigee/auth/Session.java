package dev.perigee.auth;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in on one device.
 *
 * @param account the account it acts in
 * @param verified whether the address was confirmed when it began; a limited session never grows
 * @param registration of a limited session: the sign-up whose password opened it
 * @param secondFactor whether a second factor was shown in it
 * @param proved when its person last proved who they are
 * @param expires when it ends, however often it is used
 */
record Session(
        UUID id,
        UserId user,
        @Nullable AccountId account,
        boolean verified,
        @Nullable UUID registration,
        boolean secondFactor,
        Instant proved,
        Instant expires) {}
