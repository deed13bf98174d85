package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Permission;

/** Somebody accepted an invite, and belongs to the account from now on. */
public record MemberJoined(AccountId account, UserId actor, UserId user, String permission) implements AccountEvent {

    @Override
    public String name() {
        return "member.joined";
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
