package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** A member has accepted to own the account. */
public record OwnershipTransferred(AccountId account, UserId actor, UserId from, UserId to) implements AccountEvent {

    @Override
    public String name() {
        return "ownership.transferred";
    }
}
