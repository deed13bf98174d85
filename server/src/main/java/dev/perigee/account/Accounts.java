package dev.perigee.account;

import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.user.BeforeUserDeleted;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Plans plans;
    private final Users users;
    private final Tenancy tenancy;
    private final Notices notices;

    Accounts(AccountStore store, Plans plans, Users users, Tenancy tenancy, Notices notices) {
        this.store = store;
        this.plans = plans;
        this.users = users;
        this.tenancy = tenancy;
        this.notices = notices;
    }

    /** Opens an account with its owner and its first plan; the transaction goes on in that account. */
    @Transactional(propagation = Propagation.MANDATORY)
    AccountId open(String name, UserId owner) {
        var account = AccountId.next();
        tenancy.enter(account, owner);
        store.add(account, name);
        store.addMember(account, owner, OWNER);
        plans.begin(account);
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
                row.secondFactorRequired(),
                subscription.map(Plans.Subscription::plan).orElse("none"),
                subscription.map(Plans.Subscription::status).orElse("none"),
                row.createdAt());
    }

    @Transactional
    Account change(Caller caller, @Nullable String name) {
        if (name != null) {
            rename(caller.account(), name);
        }
        return get(caller);
    }

    /** Asks a second factor of every member from now on, or no longer does; also of those who are signed in. */
    @Transactional
    Account requireSecondFactor(Caller caller, boolean required) {
        store.requireSecondFactor(caller.account(), required);
        notices.publish(CHANGED, caller.account().value());
        return get(caller);
    }

    @Transactional(readOnly = true)
    List<Membership> mine(Caller caller) {
        return store.membershipsOf(caller.user());
    }

    /** Erases the account with all that is in it, and the members who belong nowhere else. */
    @Transactional
    void close(Caller caller) {
        var account = caller.account();
        store.lock(account);
        for (UserId member : store.members(account)) {
            tenancy.enter(account, member);
            if (store.accountsOf(member).size() == 1) {
                users.delete(member);
            }
        }
        tenancy.enter(account, caller.user());
        erase(account);
    }

    private void erase(AccountId account) {
        store.delete(account);
        notices.publish(CHANGED, account.value());
    }

    /** Where the person is alone the account goes with them; where others would have no owner the person must stay. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void beforeUserDeleted(UserId user) {
        tenancy.enter(user);
        for (AccountId account : store.accountsOf(user)) {
            tenancy.enter(account, user);
            store.lock(account);
            if (store.members(account).size() == 1) {
                erase(account);
            } else if (store.owners(account).equals(List.of(user))) {
                throw Problem.of(HttpStatus.CONFLICT, "last_owner");
            }
        }
    }
}
