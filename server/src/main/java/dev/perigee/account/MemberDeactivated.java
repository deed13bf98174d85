package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;

/** A member may not act in the account for now, and takes no seat. */
public record MemberDeactivated(AccountId account, UserId actor, UserId user) implements AccountEvent {

    @Override
    public String name() {
        return "member.deactivated";
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
