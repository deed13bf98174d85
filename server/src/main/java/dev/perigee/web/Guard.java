package dev.perigee.web;

import dev.perigee.database.AccountId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The rules by which somebody may call a route, and the only ones. Whoever is refused is told why by asking them again:
 * what is said of a refusal cannot differ from what refused.
 */
final class Guard {

    /**
     * What a caller may lack.
     *
     * @see Explanation
     */
    enum Rule {
        CREDENTIAL(HttpStatus.UNAUTHORIZED, "unauthenticated", "credential", "authenticate"),
        CONFIRMED(HttpStatus.FORBIDDEN, "unverified", "session", "confirm_address"),
        SECOND_FACTOR(HttpStatus.FORBIDDEN, "second_factor_required", "session", "show_second_factor"),
        OPEN_TO_KEYS(HttpStatus.FORBIDDEN, "scope_missing", "scope", "use_session"),
        SCOPE(HttpStatus.FORBIDDEN, "scope_missing", "scope", "add_scope"),
        ROLE(HttpStatus.FORBIDDEN, "permission_missing", "role", "have_role"),
        PLAN(HttpStatus.PAYMENT_REQUIRED, "plan_required", "plan", "choose_plan"),
        FEATURE(HttpStatus.PAYMENT_REQUIRED, "plan_lacks_feature", "plan", "choose_plan"),
        FRESH_PROOF(HttpStatus.FORBIDDEN, "step_up_required", "session", "prove_again");

        private final HttpStatus status;
        private final String code;
        private final String step;
        private final String change;

        Rule(HttpStatus status, String code, String step, String change) {
            this.status = status;
            this.code = code;
            this.step = step;
            this.change = change;
        }

        Problem problem() {
            return Problem.of(status, code);
        }

        String code() {
            return code;
        }

        /** Where it stands in an explanation. */
        String step() {
            return step;
        }

        /** What to do about it. */
        String change() {
            return change;
        }

        /** The same caller, who lacks this no longer. */
        Caller mended(Route route, Caller caller, Clock clock) {
            var standing = caller.standing();
            return switch (this) {
                case CREDENTIAL -> caller;
                case CONFIRMED ->
                    proved(
                            caller,
                            new Caller.Standing(true, standing.shutOut(), standing.complete(), standing.proved()));
                case SECOND_FACTOR ->
                    proved(
                            caller,
                            new Caller.Standing(standing.verified(), standing.shutOut(), true, standing.proved()));
                case FRESH_PROOF ->
                    proved(
                            caller,
                            new Caller.Standing(
                                    standing.verified(), standing.shutOut(), standing.complete(), clock.instant()));
                case OPEN_TO_KEYS -> signedIn(caller, clock);
                case SCOPE -> scoped(caller, verify(route).scope());
                case ROLE -> placed(caller, verify(route).permission(), route.feature());
                case PLAN, FEATURE -> subscribed(caller, route.feature());
            };
        }
    }

    private static final AccountId SOME_ACCOUNT = new AccountId(new UUID(0, 0));

    private Guard() {}

    /**
     * The first rule by which the caller may not call the route now; null when they may. The order is part of the API:
     * whoever may not do it at all is not told to pay for it, and nobody proves anything for what they may not do.
     *
     * @param caller null for nobody
     */
    static @Nullable Rule refusal(Route route, @Nullable Caller caller, Clock clock) {
        var verify = route.verify();
        if (verify == null) {
            return null;
        }
        if (caller == null) {
            return Rule.CREDENTIAL;
        }
        boolean session = caller.how() == Caller.How.SESSION;
        // The routes of a session itself: to leave must be possible in every state.
        if (session && verify.unverified()) {
            return null;
        }
        if (!caller.verified()) {
            return Rule.CONFIRMED;
        }
        var missing = session ? refusal(verify, caller) : refusal(verify.scope(), caller);
        if (missing != null) {
            return missing;
        }
        if (!mayByRole(verify, caller, session)) {
            return Rule.ROLE;
        }
        var unpaid = refusal(route, verify, caller);
        if (unpaid != null) {
            return unpaid;
        }
        if (session && route.stepUp() && !caller.standing().isFresh(clock.instant())) {
            return Rule.FRESH_PROOF;
        }
        return null;
    }

    private static @Nullable Rule refusal(Verify verify, Caller session) {
        if (!verify.enrolling() && !session.standing().complete()) {
            return Rule.SECOND_FACTOR;
        }
        return null;
    }

    /** A route without a scope is closed to every key, whatever the key has been given. */
    private static @Nullable Rule refusal(String scope, Caller key) {
        if (scope.isEmpty()) {
            return Rule.OPEN_TO_KEYS;
        }
        if (!key.scopes().contains(scope)) {
            return Rule.SCOPE;
        }
        return null;
    }

    private static @Nullable Rule refusal(Route route, Verify verify, Caller caller) {
        if (caller.plan().isEmpty()
                && !verify.planless()
                && !verify.anywhere()
                && caller.home().isPresent()) {
            return Rule.PLAN;
        }
        var feature = route.feature();
        if (feature != null
                && caller.plan()
                        .filter(plan -> plan.features().contains(feature))
                        .isEmpty()) {
            return Rule.FEATURE;
        }
        return null;
    }

    private static boolean mayByRole(Verify verify, Caller caller, boolean session) {
        return caller.holds(verify.permission())
                || (session && verify.anywhere() && !caller.standing().shutOut())
                || (session && verify.operators() && caller.isOperator());
    }

    /** Everything that the caller lacks, in the order in which it would be found once what is before it is mended. */
    static List<Rule> lacking(Route route, @Nullable Caller caller, Clock clock) {
        var lacking = new ArrayList<Rule>();
        var mended = caller;
        for (var rule = refusal(route, mended, clock); rule != null; rule = next(route, mended, clock)) {
            lacking.add(rule);
            mended = mended == null ? null : rule.mended(route, mended, clock);
        }
        return lacking;
    }

    private static @Nullable Rule next(Route route, @Nullable Caller mended, Clock clock) {
        return mended == null ? null : refusal(route, mended, clock);
    }

    /** As much of it as has to change, and no more: who signs in anew, for example, need not confirm an address first. */
    static List<Rule> toMend(Route route, @Nullable Caller caller, Clock clock) {
        var needed = lacking(route, caller, clock);
        if (caller != null) {
            for (var rule : List.copyOf(needed)) {
                var others = new ArrayList<>(needed);
                others.remove(rule);
                if (refusal(route, mended(route, caller, others, clock), clock) == null) {
                    needed = others;
                }
            }
        }
        return needed;
    }

    /** The caller after all of these changes. */
    static Caller mended(Route route, Caller caller, List<Rule> rules, Clock clock) {
        var mended = caller;
        for (var rule : rules) {
            mended = rule.mended(route, mended, clock);
        }
        return mended;
    }

    private static Verify verify(Route route) {
        var verify = route.verify();
        if (verify == null) {
            throw new IllegalArgumentException("An open route refuses nobody: " + route);
        }
        return verify;
    }

    private static Caller proved(Caller caller, Caller.Standing standing) {
        return new Caller(
                caller.how(),
                caller.credential(),
                caller.user(),
                caller.home(),
                caller.role(),
                standing,
                caller.scopes(),
                caller.plan());
    }

    private static Caller signedIn(Caller key, Clock clock) {
        return new Caller(
                Caller.How.SESSION,
                key.credential(),
                key.user(),
                key.home(),
                key.role(),
                new Caller.Standing(key.verified(), key.standing().shutOut(), true, clock.instant()),
                Set.of(),
                key.plan());
    }

    private static Caller scoped(Caller key, String scope) {
        var scopes = new TreeSet<>(key.scopes());
        scopes.add(scope);
        return new Caller(
                key.how(), key.credential(), key.user(), key.home(), key.role(), key.standing(), scopes, key.plan());
    }

    /** Who belongs nowhere gets a place in some account; of its plan nothing is known, and nothing is said. */
    private static Caller placed(Caller caller, Permission permission, @Nullable String feature) {
        var standing = caller.standing();
        String role = Permissions.holding(permission).getFirst();
        var placed = new Caller(
                caller.how(),
                caller.credential(),
                caller.user(),
                Optional.of(caller.home().orElse(SOME_ACCOUNT)),
                role,
                new Caller.Standing(standing.verified(), false, standing.complete(), standing.proved()),
                caller.scopes(),
                caller.plan());
        return caller.home().isPresent() ? placed : subscribed(placed, feature);
    }

    private static Caller subscribed(Caller caller, @Nullable String feature) {
        var features = new TreeSet<>(caller.plan().map(Entitlements::features).orElse(Set.of()));
        if (feature != null) {
            features.add(feature);
        }
        return new Caller(
                caller.how(),
                caller.credential(),
                caller.user(),
                caller.home(),
                caller.role(),
                caller.standing(),
                caller.scopes(),
                Optional.of(new Entitlements(
                        features, caller.plan().map(Entitlements::limits).orElse(java.util.Map.of()))));
    }
}
