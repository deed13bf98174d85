package dev.perigee.account;

import dev.perigee.database.UserId;
import java.time.Instant;

/**
 * Somebody who belongs to the account.
 *
 * @param permission the role
 * @param active whether they may act in the account at the moment
 */
record Member(UserId id, String name, String email, String permission, boolean active, Instant joinedAt) {}
