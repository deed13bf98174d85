package dev.perigee.export;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;
import java.util.UUID;

/** The archive that somebody asked for can be fetched. */
public record ExportReady(AccountId account, UserId actor, UUID export) implements AccountEvent {

    @Override
    public String name() {
        return "account.export_ready";
    }

    @Override
    public Permission audience() {
        return Permission.OWNER;
    }

    @Override
    public boolean tellsActor() {
        return true;
    }
}
