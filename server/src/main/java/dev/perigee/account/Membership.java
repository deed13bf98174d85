package dev.perigee.account;

import dev.perigee.database.AccountId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a person belongs to an account, and as what.
 *
 * @param closedAt when an owner closed it; null while it is open
 * @param erasedAt from when on a closed one is erased and cannot be opened again
 */
public record Membership(
        AccountId id,
        String name,
        String permission,
        Instant createdAt,
        @Nullable Instant closedAt,
        @Nullable Instant erasedAt) {

    static Membership open(AccountId id, String name, String permission, Instant createdAt) {
        return new Membership(id, name, permission, createdAt, null, null);
    }
}
