package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The members of an account, and what its admins make of them. Every change is made by whoever holds the account alone, so
 * that two owners who remove each other at once do not leave it without one.
 */
@Component
class Members {

    /** The name of their number in the plans. */
    static final String SEATS = "members";

    private final MemberStore store;
    private final AccountStore accounts;
    private final Roles roles;
    private final Plans plans;
    private final Users users;
    private final AccountMails mails;
    private final Audit audit;
    private final Notices notices;
    private final ApplicationEventPublisher events;

    Members(
            MemberStore store,
            AccountStore accounts,
            Roles roles,
            Plans plans,
            Users users,
            AccountMails mails,
            Audit audit,
            Notices notices,
            ApplicationEventPublisher events) {
        this.store = store;
        this.accounts = accounts;
        this.roles = roles;
        this.plans = plans;
        this.users = users;
        this.mails = mails;
        this.audit = audit;
        this.notices = notices;
        this.events = events;
    }

    @Transactional(readOnly = true)
    Page<Member> list(Caller caller, PageQuery page) {
        var rows = Page.of(
                page, store.list(caller.account(), page), row -> row.user().value());
        var people = users.find(rows.items().stream().map(MemberStore.Row::user).toList());
        return new Page<>(
                rows.items().stream().flatMap(row -> member(row, people)).toList(), rows.next());
    }

    /** Nobody, for somebody who has been erased a moment ago. */
    private static Stream<Member> member(MemberStore.Row row, Map<UserId, User> people) {
        return Optional.ofNullable(people.get(row.user())).map(person -> member(row, person)).stream();
    }

    @Transactional(readOnly = true)
    Member get(Caller caller, UserId id) {
        var row = find(caller.account(), id);
        return member(row, users.find(id).orElseThrow(Problem::notFound));
    }

    private static Member member(MemberStore.Row row, User person) {
        return new Member(row.user(), person.name(), person.email().value(), row.role(), row.active(), row.joined());
    }

    private MemberStore.Row find(AccountId account, UserId id) {
        return store.find(account, id).orElseThrow(Problem::notFound);
    }

    /**
     * Changes what is given and leaves what is null. The seat comes before the role, since the plan is held before the trail
     * is written.
     */
    @Transactional
    Member change(Caller caller, UserId id, @Nullable String permission, @Nullable Boolean active) {
        accounts.lock(caller.account());
        String admin = roles.requireAdmin(caller);
        var member = find(caller.account(), id);
        Roles.requireMayTouch(admin, member.role());
        if (permission != null && !permission.equals(member.role())) {
            Roles.requireMayGive(admin, permission);
        }
        if (active != null && active != member.active()) {
            setActive(caller, member, active);
        }
        if (permission != null && !permission.equals(member.role())) {
            setRole(caller, member, permission);
        }
        return get(caller, id);
    }

    private void setActive(Caller caller, MemberStore.Row member, boolean active) {
        if (active) {
            reactivate(caller, member.user());
        } else {
            deactivate(caller, member.user());
        }
    }

    private void reactivate(Caller caller, UserId id) {
        var account = caller.account();
        plans.requireRoom(account, SEATS, () -> store.countActive(account));
        store.reactivate(account, id);
        mails.tell("member_reactivated", account, id);
        told(new MemberReactivated(account, caller.user(), id), about("member.reactivated", id));
    }

    private void deactivate(Caller caller, UserId id) {
        var account = caller.account();
        requireAnotherOwner(account, id);
        store.deactivate(account, id);
        mails.tell("member_deactivated", account, id);
        told(new MemberDeactivated(account, caller.user(), id), about("member.deactivated", id));
    }

    private void setRole(Caller caller, MemberStore.Row member, String role) {
        var account = caller.account();
        var id = member.user();
        requireAnotherOwner(account, id);
        store.setRole(account, id, role);
        mails.tell("role_changed", account, id, role);
        told(
                new MemberRoleChanged(account, caller.user(), id, member.role(), role),
                about("member.role_changed", id).with("from", member.role()).with("to", role));
    }

    /** Takes the member's place away; the person stays. */
    @Transactional
    void remove(Caller caller, UserId id) {
        var account = caller.account();
        accounts.lock(account);
        String admin = roles.requireAdmin(caller);
        Roles.requireMayTouch(admin, find(account, id).role());
        requireAnotherOwner(account, id);
        store.remove(account, id);
        mails.tell("member_removed", account, id);
        told(
                new MemberRemoved(account, caller.user(), id),
                about(id.equals(caller.user()) ? "member.left" : "member.removed", id));
    }

    /** Of their own will. The caller holds the account, in which the transaction is. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void leave(AccountId account, UserId person) {
        find(account, person);
        requireAnotherOwner(account, person);
        store.remove(account, person);
        told(new MemberRemoved(account, person, person), about("member.left", person));
    }

    /** Gives somebody a place, if the plan has room for one more. The caller holds person and account. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void join(AccountId account, UserId person, String role) {
        if (store.find(account, person).isPresent()) {
            throw Problem.of(HttpStatus.CONFLICT, "already_member");
        }
        plans.requireRoom(account, SEATS, () -> store.countActive(account));
        accounts.addMember(account, person, role);
        told(
                new MemberJoined(account, person, person, role),
                about("member.joined", person).with("permission", role));
    }

    private void requireAnotherOwner(AccountId account, UserId id) {
        if (!store.isOwnedWithout(account, id)) {
            throw Problem.of(HttpStatus.CONFLICT, "last_owner");
        }
    }

    private static Entry about(String action, UserId member) {
        return Entry.of(action).about(member);
    }

    /** The trail comes last: it is held by whoever writes it. */
    private void told(AccountEvent event, Entry entry) {
        notices.publish(Accounts.CHANGED, event.account().value());
        events.publishEvent(event);
        audit.note(event.account(), event.actor(), entry);
    }
}
