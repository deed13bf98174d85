package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** An owner opened a closed account again. */
public record AccountReopened(AccountId account, UserId actor) implements AccountEvent {

    @Override
    public String name() {
        return "account.reopened";
    }
}
