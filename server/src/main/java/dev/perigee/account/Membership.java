package dev.perigee.account;

import dev.perigee.database.AccountId;
import java.time.Instant;

/** That a person belongs to an account, and as what. */
public record Membership(AccountId id, String name, String permission, Instant createdAt) {}
