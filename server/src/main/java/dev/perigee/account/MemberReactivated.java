package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;

/** A member may act in the account again. */
public record MemberReactivated(AccountId account, UserId actor, UserId user) implements AccountEvent {

    @Override
    public String name() {
        return "member.reactivated";
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
