package dev.perigee.key;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;
import java.util.List;
import java.util.UUID;

/** A program of the account has a key from now on. */
public record ApiKeyIssued(AccountId account, UserId actor, UUID key, String keyName, List<String> scopes)
        implements AccountEvent {

    @Override
    public String name() {
        return "key.issued";
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
