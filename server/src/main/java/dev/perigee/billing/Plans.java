package dev.perigee.billing;

import dev.perigee.database.AccountId;
import dev.perigee.web.BadSettingException;
import dev.perigee.web.Entitlements;
import dev.perigee.web.Problem;
import dev.perigee.web.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The plans that there are, and which one an account has. */
@Component
public class Plans implements SmartInitializingSingleton {

    /**
     * What an account is subscribed to.
     *
     * @param status {@code active}, {@code trialing}, {@code past_due} or {@code canceled}
     */
    public record Subscription(String plan, String status) {}

    private final PlanStore store;
    private final MessageSource messages;
    private final String atSignUp;

    /** @param atSignUp what every new account begins with; empty: no plan */
    Plans(PlanStore store, MessageSource messages, @Value("${perigee.sign-up-plan}") String atSignUp) {
        this.store = store;
        this.messages = messages;
        this.atSignUp = atSignUp;
    }

    /** Nobody could sign up for a plan that does not exist: better to hear of it at the start. */
    @Override
    public void afterSingletonsInstantiated() {
        var ids = store.list().stream().map(Plan::id).toList();
        if (!atSignUp.isEmpty() && !ids.contains(atSignUp)) {
            throw new BadSettingException("SIGN_UP_PLAN names the plan \"%s\", which is not there. The plans are: %s."
                    .formatted(atSignUp, String.join(", ", ids)));
        }
    }

    /** All plans in the order to show them. */
    @Transactional(readOnly = true)
    public List<Plan> list() {
        return store.list();
    }

    /** Gives a new account its first plan, if the operator has named one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(AccountId account) {
        if (!atSignUp.isEmpty()) {
            store.subscribe(account, atSignUp);
        }
    }

    /** What the account may have now; nothing without a plan, or once its subscription has ended. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Entitlements> entitlementsOf(AccountId account) {
        return store.entitlements(account);
    }

    /**
     * To be called before one more of a counted thing is added. From here to the end of the transaction nobody else adds
     * one in this account, so that any number at once never get past the limit.
     *
     * @param limit its name in the plans, for example {@code members}
     * @param used how many there are; asked only when the plan limits them
     * @throws Problem 402 {@code plan_limit_reached} when the plan allows no more; its {@code errors} name the limit
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireRoom(AccountId account, String limit, LongSupplier used) {
        var most = store.limit(account, limit);
        if (most.isPresent() && used.getAsLong() >= most.getAsLong()) {
            throw reached(limit, most.getAsLong());
        }
    }

    private Problem reached(String limit, long most) {
        String detail =
                messages.getMessage("problem.fault.plan_limit", new Object[] {most}, LocaleContextHolder.getLocale());
        return Problem.of(
                        HttpStatus.PAYMENT_REQUIRED,
                        "plan_limit_reached",
                        List.of(new Problem.Fault(limit, "plan_limit", detail)))
                .at(new Refusal.Reached(limit, null, most, null, null));
    }

    @Transactional(readOnly = true)
    public Optional<Subscription> subscriptionOf(AccountId account) {
        return store.find(account);
    }
}
