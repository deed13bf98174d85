package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Asking people into an account by their address: the side of its admins. The other one is {@link Invitations}. */
@Component
class Invites {

    static final String LIMIT = "invite";

    /** How long the mailed link can be used. */
    static final Duration VALID = Duration.ofDays(7);

    /** Who is to be asked, and to be what. */
    record Wanted(EmailAddress email, String permission) {}

    private final InviteStore store;
    private final InviteCheck check;
    private final InviteMails mails;
    private final MemberStore members;
    private final AccountStore accounts;
    private final Roles roles;
    private final Plans plans;
    private final RateLimits limits;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    Invites(
            InviteStore store,
            InviteCheck check,
            InviteMails mails,
            MemberStore members,
            AccountStore accounts,
            Roles roles,
            Plans plans,
            RateLimits limits,
            Audit audit,
            ApplicationEventPublisher events) {
        this.store = store;
        this.check = check;
        this.mails = mails;
        this.members = members;
        this.accounts = accounts;
        this.roles = roles;
        this.plans = plans;
        this.limits = limits;
        this.audit = audit;
        this.events = events;
    }

    /**
     * Asks all of them, or nobody.
     *
     * @throws Problem 402; 403 for a role that is not the caller's to give; 422 {@code invalid}; 429
     */
    @Transactional
    List<Invite> send(Caller caller, List<Wanted> wanted) {
        var account = caller.account();
        limits.takeIdentifier(LIMIT, account.toString(), wanted.size());
        accounts.lock(account);
        String admin = roles.requireAdmin(caller);
        wanted.forEach(each -> Roles.requireMayGive(admin, each.permission()));
        check.requireStrangers(account, wanted.stream().map(Wanted::email).toList());
        plans.requireRoom(account, Members.SEATS, () -> taken(account) + wanted.size() - 1);
        var sent = wanted.stream().map(each -> add(caller, each)).toList();
        mails.send(account, sent);
        sent.forEach(invite -> tell(caller, invite));
        return sent.stream().map(invite -> get(account, invite.id())).toList();
    }

    /** Seats, with those that people have been asked to take. */
    private long taken(AccountId account) {
        return members.countActive(account) + store.countOpen(account);
    }

    private InviteStore.NewInvite add(Caller caller, Wanted wanted) {
        var account = caller.account();
        var invite = new InviteStore.NewInvite(
                Ids.next(), wanted.email(), wanted.permission(), caller.user(), InviteToken.next(account));
        store.add(account, invite, VALID);
        return invite;
    }

    private void tell(Caller caller, InviteStore.NewInvite invite) {
        events.publishEvent(
                new InviteSent(caller.account(), caller.user(), invite.id(), invite.email(), invite.role()));
        audit.note(caller, entry("invite.sent", invite.id(), invite.email()).with("permission", invite.role()));
    }

    static Entry entry(String action, UUID invite, EmailAddress email) {
        return Entry.of(action).of("invite", invite, email.value());
    }

    private Invite get(AccountId account, UUID id) {
        return shown(find(account, id));
    }

    private InviteStore.Row find(AccountId account, UUID id) {
        return store.find(account, id).orElseThrow(Problem::notFound);
    }

    static Invite shown(InviteStore.Row row) {
        return new Invite(
                row.id(), row.email().value(), row.role(), row.inviter(), row.isOpen(), row.sent(), row.expires());
    }

    @Transactional(readOnly = true)
    Page<Invite> list(Caller caller, PageQuery page) {
        var invites =
                store.list(caller.account(), page).stream().map(Invites::shown).toList();
        return Page.of(page, invites, Invite::id);
    }

    /** Mails another link, in the caller's name. The earlier one is void, unless the new one would not be sent. */
    @Transactional
    Invite resend(Caller caller, UUID id) {
        var account = caller.account();
        limits.takeIdentifier(LIMIT, account.toString());
        accounts.lock(account);
        String admin = roles.requireAdmin(caller);
        var known = find(account, id);
        Roles.requireMayGive(admin, known.role());
        var again =
                new InviteStore.NewInvite(id, known.email(), known.role(), caller.user(), InviteToken.next(account));
        if (mails.hasRoom(known.email())) {
            store.renew(account, again, VALID);
        }
        mails.send(account, List.of(again));
        audit.note(caller, entry("invite.resent", id, known.email()));
        return get(account, id);
    }

    /** @throws Problem 404 when it is answered, or withdrawn already */
    @Transactional
    void withdraw(Caller caller, UUID id) {
        accounts.lock(caller.account());
        roles.requireAdmin(caller);
        var known = find(caller.account(), id);
        store.delete(caller.account(), id);
        audit.note(caller, entry("invite.withdrawn", id, known.email()));
    }
}
