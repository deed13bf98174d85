package dev.perigee.log;

import dev.perigee.web.Refusal.Reached;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, and what would have allowed it.
 *
 * @param route the pattern that it matched; null for none
 * @param code as in the answer to it
 * @param steps the decisions, always in this order: credential, session or key, role, scope, tenant, plan, limit; then
 *     {@code rule}, when a rule of the feature refused it
 * @param changes what would have allowed it: all of them, and no more
 */
record Decision(
        String traceId,
        Instant time,
        String method,
        @Nullable String route,
        int status,
        String code,
        List<DecisionStep> steps,
        List<DecisionChange> changes) {

    /**
     * One decision.
     *
     * @param outcome {@code passed}; {@code refused}, as one of them is; {@code would_refuse}, behind the one that did; or
     *     {@code not_reached}
     * @param reason for programs what {@code detail} says
     * @param needed what was asked for, such as a permission or a scope
     * @param had what the caller had of that kind; of a key that is refused its hint and id
     * @param limit which limit was met
     */
    record DecisionStep(
            String step,
            String outcome,
            String reason,
            List<String> needed,
            List<String> had,
            @Nullable Reached limit,
            String detail) {}

    /**
     * What would have to be otherwise.
     *
     * @param needed what to give, such as the scope; of several roles one is enough
     * @param limit which limit is to wait for, or to make room in
     */
    record DecisionChange(
            String code, List<String> needed, @Nullable Reached limit, String detail) {}
}
