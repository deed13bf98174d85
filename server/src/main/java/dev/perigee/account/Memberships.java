package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.Tenancy;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people do about their own places in accounts, whichever they are in at the moment. */
@Component
class Memberships {

    static final String LIMIT = "openaccount";

    private final AccountStore store;
    private final Accounts accounts;
    private final Members members;
    private final Users users;
    private final RateLimits limits;
    private final Tenancy tenancy;

    Memberships(
            AccountStore store, Accounts accounts, Members members, Users users, RateLimits limits, Tenancy tenancy) {
        this.store = store;
        this.accounts = accounts;
        this.members = members;
        this.users = users;
        this.limits = limits;
        this.tenancy = tenancy;
    }

    /** Opens one more account, of which the caller is the owner. */
    @Transactional
    Membership open(Caller caller, String name) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        users.lock(caller.user());
        var account = accounts.open(name, caller.user());
        return store.membershipsOf(caller.user()).stream()
                .filter(membership -> membership.id().equals(account))
                .findFirst()
                .orElseThrow(Problem::notFound);
    }

    /** @throws Problem 404 for an account in which the caller is not; 409 {@code last_owner} */
    @Transactional
    void leave(Caller caller, AccountId account) {
        tenancy.enter(account, caller.user());
        store.lock(account);
        members.leave(account, caller.user());
    }
}
