package dev.perigee.web;

import dev.perigee.web.Guard.Rule;
import dev.perigee.web.Refusal.Change;
import dev.perigee.web.Refusal.Outcome;
import dev.perigee.web.Refusal.Step;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together why one request was refused: by asking the {@link Guard} again, and by what the problem says itself. */
final class Explanation {

    /**
     * What is known when a request is refused.
     *
     * @param route null when none matched, or none was looked for yet
     * @param bearing whether the request bore anything as its credential
     */
    record Asked(
            Problem problem,
            @Nullable Route route,
            @Nullable Caller caller,
            @Nullable Rejected rejected,
            boolean bearing) {}

    private static final String SESSION = "session";
    private static final String KEY = "key";
    private static final String TENANT = "tenant";
    private static final String LIMIT = "limit";
    private static final String RULE = "rule";

    /** Where a refusal belongs that the guard did not make; what is not here is a rule of its feature. */
    private static final Map<String, String> STEPS = Map.ofEntries(
            Map.entry("unauthenticated", SESSION),
            Map.entry("unverified", SESSION),
            Map.entry("second_factor_required", SESSION),
            Map.entry("step_up_required", SESSION),
            Map.entry("address_not_allowed", KEY),
            Map.entry("scope_missing", "scope"),
            Map.entry("scope_exceeds_yours", "scope"),
            Map.entry("permission_missing", "role"),
            Map.entry("no_account", TENANT),
            Map.entry("not_found", TENANT),
            Map.entry("plan_required", "plan"),
            Map.entry("plan_lacks_feature", "plan"),
            Map.entry("plan_limit_reached", "plan"),
            Map.entry("too_many_requests", LIMIT));

    private final Asked asked;
    private final Clock clock;
    private final List<Rule> lacking;
    private final boolean byGuard;
    private final String where;

    private Explanation(Asked asked, Clock clock) {
        this.asked = asked;
        this.clock = clock;
        var route = asked.route();
        this.lacking = route == null ? List.of() : Guard.lacking(route, asked.caller(), clock);
        this.byGuard = !lacking.isEmpty()
                && lacking.getFirst().code().equals(asked.problem().code());
        this.where = byGuard
                ? place(lacking.getFirst())
                : STEPS.getOrDefault(asked.problem().code(), RULE);
    }

    static Refusal of(Asked asked, Clock clock) {
        var explanation = new Explanation(asked, clock);
        return new Refusal(asked.problem().code(), explanation.steps(), explanation.changes());
    }

    private List<Step> steps() {
        var steps = new ArrayList<>(
                List.of(credential(), standing(), role(), scope(), tenant(), step("plan", this::planned), limit()));
        if (where.equals(RULE)) {
            steps.add(refused(RULE));
        }
        return steps;
    }

    /** Of a credential that was ours the kind and the state are told apart: the second is what refused it. */
    private String place(Rule rule) {
        return rule == Rule.CREDENTIAL && asked.rejected() != null ? kind() : rule.step();
    }

    private String kind() {
        var caller = asked.caller();
        var rejected = asked.rejected();
        var how = caller != null ? caller.how() : rejected != null ? rejected.how() : Caller.How.SESSION;
        return how.name().toLowerCase(Locale.ROOT);
    }

    private Step credential() {
        if (asked.caller() != null || asked.rejected() != null) {
            return passed("credential", kind().equals(KEY) ? "api_key" : "access_token", List.of());
        } else if (lacking.contains(Rule.CREDENTIAL)) {
            String reason = asked.bearing() ? "unreadable" : "nothing_sent";
            return new Step("credential", outcome("credential"), reason, null, null, null);
        }
        return isOpen() ? passed("credential", "none_needed", List.of()) : notReached("credential");
    }

    private Step standing() {
        String kind = kind();
        var rejected = asked.rejected();
        if (isOpen()) {
            return where.equals(SESSION) ? refused(kind) : passed(kind, "none_needed", List.of());
        } else if (asked.caller() == null && rejected != null) {
            String reason = rejected.reason().word();
            return new Step(kind, outcome(kind), reason, rejected.needed(), rejected.had(), null);
        } else if (asked.caller() == null) {
            return where.equals(SESSION) ? refused(SESSION) : notReached(kind);
        }
        return lacked(SESSION)
                .map(rule -> step(kind, rule))
                .orElseGet(() -> where.equals(SESSION) ? refused(kind) : passed(kind, "alive", List.of()));
    }

    private Step role() {
        return step("role", caller -> {
            var verify = verify();
            boolean holds = verify != null && caller.holds(verify.permission());
            return passed("role", verify == null ? "none_needed" : holds ? "held" : "waived", had(caller.role()));
        });
    }

    private Step scope() {
        return step(
                "scope",
                caller -> caller.how() == Caller.How.SESSION
                        ? passed("scope", "not_for_sessions", List.of())
                        : passed(
                                "scope",
                                "given",
                                caller.scopes().stream().sorted().toList()));
    }

    private Step tenant() {
        if (where.equals(TENANT)) {
            boolean guarded = verify() != null;
            String code = asked.problem().code();
            String reason = code.equals("not_found") && !guarded ? "nothing_here" : code;
            return new Step(TENANT, Outcome.refused, reason, null, null, null);
        }
        var caller = asked.caller();
        if (caller == null || !lacking.isEmpty() || where.equals(LIMIT)) {
            return notReached(TENANT);
        }
        var home = caller.home().stream().map(Object::toString).toList();
        return passed(TENANT, home.isEmpty() ? "person" : "account", home);
    }

    private Step planned(Caller caller) {
        var names = caller.plan().map(Entitlements::features).stream()
                .flatMap(features -> features.stream().sorted())
                .toList();
        return passed("plan", caller.plan().isPresent() ? "included" : "none_needed", names);
    }

    private Step limit() {
        return where.equals(LIMIT) ? refused(LIMIT) : passed(LIMIT, "below", List.of());
    }

    /** A step that the guard asks about: what it refuses, or else what is known of the caller. */
    private Step step(String name, Function<Caller, Step> passed) {
        var caller = asked.caller();
        var rule = lacked(name);
        if (rule.isPresent()) {
            return step(name, rule.get());
        } else if (where.equals(name)) {
            return refused(name);
        } else if (isOpen() && caller == null) {
            return passed(name, "none_needed", List.of());
        }
        return caller == null || asked.route() == null ? notReached(name) : passed.apply(caller);
    }

    private Step step(String name, Rule rule) {
        return new Step(name, outcome(name), rule.change(), needed(rule, false), had(rule), null);
    }

    private Optional<Rule> lacked(String step) {
        return lacking.stream().filter(rule -> rule.step().equals(step)).findFirst();
    }

    private Outcome outcome(String step) {
        boolean session = where.equals(SESSION) && (step.equals(KEY) || step.equals(SESSION));
        return session || where.equals(step) ? Outcome.refused : Outcome.would_refuse;
    }

    private Step refused(String name) {
        var problem = asked.problem();
        return new Step(name, Outcome.refused, problem.code(), null, null, problem.reached());
    }

    private static Step passed(String name, String reason, List<String> had) {
        return new Step(name, Outcome.passed, reason, null, had, null);
    }

    private static Step notReached(String name) {
        return new Step(name, Outcome.not_reached, "not_reached", null, null, null);
    }

    private List<String> needed(Rule rule, boolean toChange) {
        var verify = verify();
        var route = asked.route();
        if (verify == null || route == null) {
            return List.of();
        }
        return switch (rule) {
            case SCOPE -> List.of(verify.scope());
            case ROLE ->
                toChange
                        ? Permissions.holding(verify.permission())
                        : List.of(verify.permission().name().toLowerCase(Locale.ROOT));
            case PLAN, FEATURE -> route.feature() == null ? List.of() : List.of(route.feature());
            default -> List.of();
        };
    }

    private List<String> had(Rule rule) {
        var caller = asked.caller();
        if (caller == null) {
            return List.of();
        }
        return switch (rule) {
            case SCOPE, OPEN_TO_KEYS -> caller.scopes().stream().sorted().toList();
            case ROLE -> had(caller.role());
            case FEATURE ->
                caller.plan().stream()
                        .flatMap(plan -> plan.features().stream().sorted())
                        .toList();
            case FRESH_PROOF -> List.of(caller.standing().proved().toString());
            default -> List.of();
        };
    }

    private static List<String> had(String role) {
        return role.isEmpty() ? List.of() : List.of(role);
    }

    private List<Change> changes() {
        var changes = new ArrayList<Change>();
        if (!byGuard) {
            changes.add(change());
        }
        var route = asked.route();
        if (route != null) {
            Guard.toMend(route, asked.caller(), clock).forEach(rule -> changes.add(change(rule)));
        }
        return changes;
    }

    private Change change(Rule rule) {
        var rejected = asked.rejected();
        return rule == Rule.CREDENTIAL && rejected != null
                ? new Change(rejected.reason().change(), rejected.needed(), null)
                : new Change(rule.change(), needed(rule, true), null);
    }

    private Change change() {
        var problem = asked.problem();
        var rejected = asked.rejected();
        return switch (problem.code()) {
            case "address_not_allowed" ->
                new Change("allow_address", rejected == null ? null : rejected.needed(), null);
            case "not_found" -> new Change(verify() == null ? "correct_address" : "correct_id", null, null);
            case "plan_limit_reached" -> new Change("make_room", null, problem.reached());
            case "too_many_requests" -> new Change("wait", null, problem.reached());
            default -> new Change(problem.code(), null, null);
        };
    }

    private @Nullable Verify verify() {
        var route = asked.route();
        return route == null ? null : route.verify();
    }

    private boolean isOpen() {
        return asked.route() != null && verify() == null;
    }
}
