package dev.perigee.account;

import dev.perigee.database.UserId;
import java.time.Instant;

/**
 * An owner's wish to hand the account over to another member, who has still to accept it.
 *
 * @param from the owner
 * @param to the member
 * @param remain whether the owner stays one as well
 */
record OwnershipOffer(UserId from, UserId to, boolean remain, Instant createdAt, Instant expiresAt) {}
