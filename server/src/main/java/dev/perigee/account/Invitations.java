package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.database.AccountId;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.MailedTokens;
import dev.perigee.user.BeforeUserDeleted;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What whoever was invited does with the link. It shows whose address is meant and proves that its bearer reads the mail
 * there; it opens nobody's account, and adds a place to one at most.
 */
@Component
public class Invitations implements BeforeUserDeleted {

    /**
     * Who invites whom into what.
     *
     * @param account its name
     * @param email who is invited
     * @param permission the role that they would have
     * @param known whether somebody has signed up with the address: then they sign in and accept, else they join
     */
    record Invitation(
            String account, String email, String permission, Inviter invitedBy, boolean known, Instant expiresAt) {}

    /** The member who sent it. */
    record Inviter(String name, String email) {}

    private final InviteStore store;
    private final AccountStore accounts;
    private final Members members;
    private final Users users;
    private final Audit audit;
    private final Tenancy tenancy;

    Invitations(InviteStore store, AccountStore accounts, Members members, Users users, Audit audit, Tenancy tenancy) {
        this.store = store;
        this.accounts = accounts;
        this.members = members;
        this.users = users;
        this.audit = audit;
        this.tenancy = tenancy;
    }

    /** @throws Problem 410 {@code link_spent} */
    @Transactional(readOnly = true)
    Invitation look(String token) {
        var read = read(token);
        var invite = enter(read, null);
        var inviter = users.find(Objects.requireNonNull(invite.inviter())).orElseThrow(MailedTokens::spent);
        return new Invitation(
                accounts.find(read.account()).orElseThrow(MailedTokens::spent).name(),
                invite.email().value(),
                invite.role(),
                new Inviter(inviter.name(), inviter.email().value()),
                isKnown(invite.email()),
                invite.expires());
    }

    /**
     * Whom the link invites.
     *
     * @throws Problem 410 {@code link_spent}; 409 {@code already_registered} for somebody who can sign in
     */
    @Transactional(readOnly = true)
    public EmailAddress newcomer(String token) {
        var email = enter(read(token), null).email();
        if (isKnown(email)) {
            throw alreadyRegistered();
        }
        return email;
    }

    /** The refusal of a newcomer who is none. */
    public static Problem alreadyRegistered() {
        return Problem.of(HttpStatus.CONFLICT, "already_registered");
    }

    private boolean isKnown(EmailAddress email) {
        return users.find(email).filter(User::verified).isPresent();
    }

    /**
     * Gives the caller the place, in the session that they have.
     *
     * @throws Problem 402; 403 {@code invite_of_another}; 409 {@code already_member}; 410 {@code link_spent}
     */
    @Transactional
    Membership accept(Caller caller, String token) {
        users.lock(caller.user());
        var account = accept(users.find(caller.user()).orElseThrow(Problem::notFound), token);
        return accounts.membershipsOf(caller.user()).stream()
                .filter(membership -> membership.id().equals(account))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    /**
     * Gives the person the place. The caller holds them; the transaction goes on in that account.
     *
     * @throws Problem 402; 403 {@code invite_of_another}; 409 {@code already_member}; 410 {@code link_spent}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public AccountId accept(User person, String token) {
        var read = read(token);
        var account = read.account();
        tenancy.enter(account, person.id());
        accounts.lock(account);
        var invite = enter(read, person.id());
        if (!invite.email().equals(person.email())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "invite_of_another");
        }
        store.delete(account, invite.id());
        members.join(account, person.id(), invite.role());
        return account;
    }

    /** @throws Problem 410 {@code link_spent} */
    @Transactional
    void decline(String token) {
        var read = read(token);
        tenancy.enter(read.account(), null);
        accounts.lock(read.account());
        var invite = enter(read, null);
        store.delete(read.account(), invite.id());
        audit.note(read.account(), null, Invites.entry("invite.declined", invite.id(), invite.email()));
    }

    private static InviteToken read(String token) {
        return InviteToken.read(token).orElseThrow(MailedTokens::spent);
    }

    private InviteStore.Row enter(InviteToken token, @Nullable UserId user) {
        tenancy.enter(token.account(), user);
        return store.find(token.account(), token.hash())
                .filter(InviteStore.Row::isOpen)
                .filter(invite -> accounts.isOpen(token.account()))
                .orElseThrow(MailedTokens::spent);
    }

    /** An account that has invited somebody who is erased must not keep the address. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void beforeUserDeleted(UserId user) {
        tenancy.enter(user);
        users.find(user).ifPresent(person -> store.deleteSentTo(person.email()));
    }
}
