package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.user.BeforeUserDeleted;
import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The accounts and their members. */
@Component
public class Accounts implements BeforeUserDeleted {

    /** The topic of {@link Notices} on which every change of an account or of its members is told. */
    public static final String CHANGED = "account";

    /** The role of whoever opened an account. */
    public static final String OWNER = "owner";

    private final AccountStore store;
    private final Roles roles;
    private final Plans plans;
    private final Audit audit;
    private final Tenancy tenancy;
    private final Notices notices;
    private final ApplicationEventPublisher events;

    Accounts(
            AccountStore store,
            Roles roles,
            Plans plans,
            Audit audit,
            Tenancy tenancy,
            Notices notices,
            ApplicationEventPublisher events) {
        this.store = store;
        this.roles = roles;
        this.plans = plans;
        this.audit = audit;
        this.tenancy = tenancy;
        this.notices = notices;
        this.events = events;
    }

    /** Opens an account with its owner and its first plan; the transaction goes on in that account. */
    @Transactional(propagation = Propagation.MANDATORY)
    AccountId open(String name, UserId owner) {
        var account = AccountId.next();
        tenancy.enter(account, owner);
        store.add(account, name);
        store.addMember(account, owner, OWNER);
        plans.begin(account);
        audit.note(account, owner, Entry.of("account.opened"));
        return account;
    }

    /** Where the person belongs to, oldest first; accounts that are shut are not among them. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Membership> membershipsOf(UserId user) {
        return store.membershipsOf(user);
    }

    /** As what the person belongs to the account; nothing when they do not, or when the account is shut. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Place> placeIn(AccountId account, UserId user) {
        return store.placeIn(account, user);
    }

    /**
     * Holds the caller's account until the transaction ends: from here on nobody's role changes in it.
     *
     * @return the caller's role by now; of a key never more than its maker's
     * @throws Problem 403 {@code permission_missing} when they have none any more
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String hold(Caller caller) {
        store.lock(caller.account());
        return roles.now(caller).orElseThrow(Roles::missing);
    }

    /** The active owners, those who came first before the others. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UserId> owners(AccountId account) {
        return store.activeMembers(account, List.of(OWNER));
    }

    /** The active members whose role has the permission; none of them is removed before the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UserId> holding(AccountId account, Permission permission) {
        store.lockForReference(account);
        return store.activeMembers(account, Permissions.holding(permission));
    }

    /** What its owner calls it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String nameOf(AccountId account) {
        return store.find(account).orElseThrow(Problem::notFound).name();
    }

    /** Whether every account of the person is shut, so that there is nowhere to sign in to. */
    @Transactional(readOnly = true)
    public boolean isShutOut(UserId user) {
        tenancy.enter(user);
        return store.isShutOut(user);
    }

    /** Names the account after the sign-up whose address was confirmed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void rename(AccountId account, String name) {
        store.change(account, name);
        notices.publish(CHANGED, account.value());
    }

    @Transactional(readOnly = true)
    Account get(Caller caller) {
        var account = caller.account();
        var row = store.find(account).orElseThrow(Problem::notFound);
        var subscription = plans.subscriptionOf(account);
        return new Account(
                account,
                row.name(),
                row.locale().toLanguageTag(),
                row.secondFactorRequired(),
                subscription.map(Plans.Subscription::plan).orElse("none"),
                subscription.map(Plans.Subscription::status).orElse("none"),
                row.createdAt());
    }

    @Transactional
    Account change(Caller caller, @Nullable String name, @Nullable Locale locale) {
        if (locale != null) {
            store.speak(caller.account(), locale);
        }
        if (name != null) {
            var before = store.find(caller.account()).orElseThrow(Problem::notFound);
            rename(caller.account(), name);
            audit.note(
                    caller,
                    Entry.of("account.renamed").with("from", before.name()).with("to", name));
        }
        return get(caller);
    }

    /** Asks a second factor of every member from now on, or no longer does; also of those who are signed in. */
    @Transactional
    Account requireSecondFactor(Caller caller, boolean required) {
        store.requireSecondFactor(caller.account(), required);
        notices.publish(CHANGED, caller.account().value());
        audit.note(caller, Entry.of("account.second_factor_required").with("required", Boolean.toString(required)));
        return get(caller);
    }

    /** Deletes the account with all that is in it; the transaction is that account's. */
    @Transactional(propagation = Propagation.MANDATORY)
    void delete(AccountId account) {
        store.delete(account);
        notices.publish(CHANGED, account.value());
    }

    /**
     * Where the person is alone the account goes with them. Where others would have no owner the person must stay, unless
     * the account is closed: then nobody there needs one any more.
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void beforeUserDeleted(UserId user) {
        tenancy.enter(user);
        var all = store.accountsOf(user);
        all.forEach(account -> hold(account, user));
        all.forEach(account -> leave(account, user));
    }

    /** All of them before the first trail is written: a trail is the last of all locks. */
    private void hold(AccountId account, UserId user) {
        tenancy.enter(account, user);
        store.lock(account);
    }

    private void leave(AccountId account, UserId user) {
        tenancy.enter(account, user);
        if (store.members(account).size() == 1) {
            delete(account);
        } else if (store.activeMembers(account, List.of(OWNER)).equals(List.of(user)) && !store.isClosed(account)) {
            throw Problem.of(HttpStatus.CONFLICT, "last_owner");
        } else {
            notices.publish(CHANGED, account.value());
            events.publishEvent(new MemberRemoved(account, user, user));
            audit.note(account, user, Entry.of("member.erased").about(user));
        }
    }
}
