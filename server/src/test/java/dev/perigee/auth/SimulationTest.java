package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.auth.AuthSettings.SuspiciousSignIn;
import dev.perigee.auth.Suspicion.Verdict;
import dev.perigee.auth.SuspicionRule.Signal;
import dev.perigee.log.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the simulated year may be believed, and that the guide tells what came out of it. */
class SimulationTest {

    private final SuspicionRule rule = new UsualWays();
    private final Chance chance = new Chance(7);

    @Test
    void the_same_seed_gives_the_same_year_and_another_one_another() {
        var rows = Simulation.run(1, 40).rows();
        assertThat(Simulation.run(1, 40).rows()).isEqualTo(rows);
        assertThat(Simulation.run(2, 40).rows()).isNotEqualTo(rows);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"abc,", "1.5,", ",abc", ",9999999999"})
    void what_is_no_number_is_not_taken_for_the_usual_one(String arguments) {
        assertThatThrownBy(() -> Simulation.main(arguments.split(",", -1))).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void nobody_is_disturbed_who_changes_nothing_but_the_browsers_version_and_the_last_part_of_the_address() {
        for (var browser : Browser.values()) {
            var memory = new Memory();
            var office = Line.fresh(chance);
            for (int day = 0; day < 365; day += 7) {
                var visit = Visit.of(browser, day, office.address(), null, chance.id());
                assertThat(rule.differences(visit.attempt(), memory.on(day)))
                        .as("%s on day %d", browser, day)
                        .isEmpty();
                memory.learn(day, visit.completed());
            }
        }
    }

    @Test
    void an_attack_from_everything_new_is_stopped_where_attempts_are_stopped() {
        var memory = new Memory();
        memory.learn(0, new Attempt(Line.fresh(chance).address(), Browser.FIREFOX_ON_LINUX.on(0), chance.id()));
        for (int day = 1; day < 90; day++) {
            var attempt = Attack.BOTNET.on(memory.usual(), day, chance);
            var differences = rule.differences(attempt, memory.on(day));
            assertThat(differences).containsExactly(Signal.values());
            assertThat(verdict(differences, SuspiciousSignIn.DISABLE)).isEqualTo(Verdict.STOPPED);
            assertThat(verdict(differences, SuspiciousSignIn.CHALLENGE)).isEqualTo(Verdict.STOPPED);
            assertThat(verdict(differences, SuspiciousSignIn.NOTIFY)).isEqualTo(Verdict.TOLD);
            assertThat(verdict(differences, SuspiciousSignIn.OFF)).isEqualTo(Verdict.USUAL);
        }
    }

    private static Verdict verdict(Set<Signal> differences, SuspiciousSignIn mode) {
        return Suspicion.verdict(mode, differences, false);
    }

    @Test
    void what_was_taught_counts_for_ninety_days() {
        var memory = new Memory();
        var way = new Attempt(Line.fresh(chance).address(), Browser.FIREFOX_ON_LINUX.on(0), chance.id());
        memory.learn(0, way);
        assertThat(memory.on(89)).hasSize(1);
        assertThat(memory.dormant(89)).isFalse();
        assertThat(memory.on(90)).isEmpty();
        assertThat(memory.dormant(90)).isTrue();
        assertThat(new Memory().dormant(90)).isFalse();
    }

    @Test
    void whoever_has_the_agent_and_the_network_is_stopped_nowhere_and_told_of_after_ninety_days_only() {
        var figures = Simulation.run(1, 40);
        for (var mode : SuspiciousSignIn.values()) {
            assertThat(figures.of(Attack.COPIED_AGENT_AND_NETWORK, Verdict.STOPPED, mode))
                    .isZero();
        }
        assertThat(figures.of(Attack.COPIED_AGENT_AND_NETWORK, Verdict.USUAL, SuspiciousSignIn.DISABLE))
                .isGreaterThan(30);
    }

    @Test
    void the_guide_shows_the_assumptions_and_the_figures_as_they_are() throws IOException {
        var guide = Files.readAllLines(Path.of("..", "docs", "guide", "security.md"));
        assertThat(guide)
                .containsAll(
                        Arrays.stream(Assumption.values()).map(Assumption::row).toList());
        List<String> figures =
                Simulation.run(Simulation.SEED, Simulation.PEOPLE).rows();
        assertThat(guide).containsAll(figures);
    }
}
