package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;

/** Somebody was removed from the account, or left it. */
public record MemberRemoved(AccountId account, UserId actor, UserId user) implements AccountEvent {

    @Override
    public String name() {
        return "member.removed";
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
