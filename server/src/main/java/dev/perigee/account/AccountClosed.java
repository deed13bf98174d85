package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** An owner closed the account. */
public record AccountClosed(AccountId account, UserId actor) implements AccountEvent {

    @Override
    public String name() {
        return "account.closed";
    }
}
