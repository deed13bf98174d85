package product.demo;

import dev.perigee.account.Accounts;
import dev.perigee.billing.Plans;
import dev.perigee.database.Tenancy;
import dev.perigee.user.User;
import dev.perigee.web.Caller;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Lets the demo act as its person, as a request would. */
@Component
class DemoAccounts {

    private final Accounts accounts;
    private final Plans plans;
    private final Tenancy tenancy;
    private final Clock clock;

    DemoAccounts(Accounts accounts, Plans plans, Tenancy tenancy, Clock clock) {
        this.accounts = accounts;
        this.plans = plans;
        this.tenancy = tenancy;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Caller callerOf(User user) {
        tenancy.enter(user.id());
        var home = accounts.membershipsOf(user.id()).getFirst();
        tenancy.enter(home.id(), user.id());
        return new Caller(
                Caller.How.SESSION,
                user.id().value(),
                user.id(),
                Optional.of(home.id()),
                home.permission(),
                new Caller.Standing(true, false, true, clock.instant()),
                Set.of(),
                plans.entitlementsOf(home.id()));
    }
}
