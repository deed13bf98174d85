package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;

/** A member holds another role than before. */
public record MemberRoleChanged(AccountId account, UserId actor, UserId user, String from, String to)
        implements AccountEvent {

    @Override
    public String name() {
        return "member.role_changed";
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
