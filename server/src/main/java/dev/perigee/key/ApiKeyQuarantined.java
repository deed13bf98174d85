package dev.perigee.key;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;
import java.util.UUID;

/** A key was found where it does not belong, and is refused until it is rotated. */
public record ApiKeyQuarantined(AccountId account, UserId actor, UUID key, String keyName) implements AccountEvent {

    @Override
    public String name() {
        return "key.quarantined";
    }

    @Override
    public String subject() {
        return keyName;
    }

    @Override
    public Permission audience() {
        return Permission.DEVELOPER;
    }

    @Override
    public boolean tellsActor() {
        return true;
    }
}
