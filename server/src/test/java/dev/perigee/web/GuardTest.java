package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.testing.Perigee;
import dev.perigee.web.Guard.Rule;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of a refusal is what refused, for whoever and whatever route; {@code -Dperigee.seed} repeats a run. */
class GuardTest {

    private static final int CASES = 50_000;
    private static final List<Route> ROUTES =
            Perigee.shared().bean(Routes.class).all();

    private final long seed = Long.getLong("perigee.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Clock clock = Clock.systemUTC();
    private final List<String> scopes =
            named(ROUTES.stream().map(Route::verify).flatMap(Stream::ofNullable).map(Verify::scope));
    private final List<String> features =
            named(ROUTES.stream().map(Route::feature).flatMap(Stream::ofNullable));

    private static List<String> named(Stream<String> names) {
        return names.filter(name -> !name.isEmpty()).distinct().sorted().toList();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Set<String> some(List<String> of) {
        return of.stream().filter(each -> random.nextInt(4) > 0).collect(Collectors.toSet());
    }

    private Caller caller() {
        var roles = new ArrayList<>(new TreeSet<>(Permissions.all().keySet()));
        roles.add("");
        var how = one(List.of(Caller.How.values()));
        Optional<AccountId> home =
                random.nextInt(4) > 0 ? Optional.of(new AccountId(UUID.randomUUID())) : Optional.empty();
        var proved = clock.instant().minus(Duration.ofHours(random.nextInt(2)));
        Optional<Entitlements> plan =
                random.nextInt(4) > 0 ? Optional.of(new Entitlements(some(features), Map.of())) : Optional.empty();
        return new Caller(
                how,
                UUID.randomUUID(),
                new UserId(UUID.randomUUID()),
                home,
                one(roles),
                new Caller.Standing(random.nextInt(4) > 0, random.nextInt(4) == 0, random.nextInt(4) > 0, proved),
                how == Caller.How.KEY ? some(scopes) : Set.of(),
                plan);
    }

    @Test
    void the_explanation_names_what_refuses_and_the_least_that_has_to_change() {
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            var route = one(ROUTES);
            var caller = caller();
            String words = "seed %d: %s by %s".formatted(seed, route, caller);
            var refusal = Guard.refusal(route, caller, clock);
            assertThat(Guard.lacking(route, caller, clock).isEmpty()).as(words).isEqualTo(refusal == null);
            if (refusal != null) {
                refused++;
                isExplained(words, route, caller, refusal);
                isMendedByAllAndByNoFewer(words, route, caller);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(CASES / 4, CASES * 9 / 10);
    }

    private void isExplained(String words, Route route, Caller caller, Rule refusal) {
        var asked = new Explanation.Asked(refusal.problem(), route, caller, null, true);
        var told = Explanation.of(asked, clock);
        var step = told.steps().stream()
                .filter(each -> each.outcome() == Refusal.Outcome.refused)
                .toList();
        assertThat(told.code()).as(words).isEqualTo(refusal.problem().code());
        assertThat(step).as(words).hasSize(1);
        assertThat(step.getFirst().reason()).as(words).isEqualTo(refusal.change());
        assertThat(told.changes()).as(words).extracting(Refusal.Change::code).isEqualTo(changes(route, caller));
    }

    private List<String> changes(Route route, Caller caller) {
        return Guard.toMend(route, caller, clock).stream().map(Rule::change).toList();
    }

    private void isMendedByAllAndByNoFewer(String words, Route route, Caller caller) {
        var rules = Guard.toMend(route, caller, clock);
        assertThat(Guard.refusal(route, Guard.mended(route, caller, rules, clock), clock))
                .as("%s after %s", words, rules)
                .isNull();
        for (var left : rules) {
            var others = new ArrayList<>(rules);
            others.remove(left);
            assertThat(Guard.refusal(route, Guard.mended(route, caller, others, clock), clock))
                    .as("%s after %s without %s", words, rules, left)
                    .isNotNull();
        }
    }

    @Test
    void nobody_is_told_to_send_a_credential_and_nothing_else() {
        for (var route : ROUTES) {
            var refusal = Guard.refusal(route, null, clock);
            assertThat(refusal).as(route.toString()).isEqualTo(route.verify() == null ? null : Rule.CREDENTIAL);
            if (refusal != null) {
                assertThat(Guard.toMend(route, null, clock)).containsExactly(Rule.CREDENTIAL);
            }
        }
    }
}
