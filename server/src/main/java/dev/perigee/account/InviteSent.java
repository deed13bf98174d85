package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Permission;
import java.util.UUID;

/** Somebody was asked into the account. */
public record InviteSent(AccountId account, UserId actor, UUID invite, EmailAddress email, String permission)
        implements AccountEvent {

    @Override
    public String name() {
        return "invite.sent";
    }

    @Override
    public String subject() {
        return email.value();
    }

    @Override
    public Permission audience() {
        return Permission.ADMIN;
    }
}
