package dev.perigee.key;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;
import java.util.UUID;

/** A key is refused from now on. */
public record ApiKeyRevoked(AccountId account, UserId actor, UUID key, String keyName) implements AccountEvent {

    @Override
    public String name() {
        return "key.revoked";
    }

    @Override
    public String subject() {
        return keyName;
    }

    @Override
    public Permission audience() {
        return Permission.DEVELOPER;
    }
}
