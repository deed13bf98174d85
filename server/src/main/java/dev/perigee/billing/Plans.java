package dev.perigee.billing;

import dev.perigee.database.AccountId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The plans that there are, and which one an account has. */
@Component
public class Plans {

    /** What every new account begins with, so that nobody meets a 402 by default. */
    private static final String AT_SIGN_UP = "free";

    /**
     * What an account is subscribed to.
     *
     * @param status {@code active}, {@code trialing}, {@code past_due} or {@code canceled}
     */
    public record Subscription(String plan, String status) {}

    private final PlanStore store;

    Plans(PlanStore store) {
        this.store = store;
    }

    /** All plans in the order to show them. */
    @Transactional(readOnly = true)
    public List<Plan> list() {
        return store.list();
    }

    /** Gives a new account its first plan. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(AccountId account) {
        store.subscribe(account, AT_SIGN_UP);
    }

    @Transactional(readOnly = true)
    public Optional<Subscription> subscriptionOf(AccountId account) {
        return store.find(account);
    }
}
