package dev.perigee.export;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import java.util.UUID;

/** The archive that somebody asked for can be fetched. */
public record ExportReady(AccountId account, UserId actor, UUID export) implements AccountEvent {

    @Override
    public String name() {
        return "account.export_ready";
    }
}
