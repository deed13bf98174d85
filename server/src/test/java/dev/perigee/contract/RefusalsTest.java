package dev.perigee.contract;

import static dev.perigee.web.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Perigee;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Provokes every refusal that the document names, at every operation: none is there for show. */
class RefusalsTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Contract CONTRACT = Contract.of(SERVER);
    private static Provocations provocations;

    @BeforeAll
    static void start() {
        provocations = new Provocations(SERVER, CONTRACT);
    }

    @AfterAll
    static void stop() {
        provocations.close();
    }

    @TestFactory
    Stream<DynamicContainer> everyRefusalIsMet() {
        return CONTRACT.routes().keySet().stream()
                .map(operation -> DynamicContainer.dynamicContainer(operation, refusals(operation)));
    }

    private static Stream<DynamicTest> refusals(String operation) {
        return CONTRACT.refusals(operation).stream()
                .filter(refusal -> !sent(operation, refusal))
                .map(refusal -> DynamicTest.dynamicTest(refusal.toString(), () -> meet(operation, refusal)));
    }

    /** Whether {@link ExamplesTest} provokes it, by a request of its own in the example file. */
    private static boolean sent(String operation, Contract.Refusal refusal) {
        return CONTRACT.examples().of(operation).answers().stream()
                .anyMatch(reply -> reply.json().has("request")
                        && reply.status() == refusal.status()
                        && reply.code().equals(refusal.code()));
    }

    private static void meet(String operation, Contract.Refusal refusal) {
        assertThat(provocations.know(refusal.code()))
                .as("Nobody provokes %s: give it a request in the example file, or Provocations a way", refusal)
                .isTrue();
        var answer = provocations.provoke(operation, refusal.code());
        assertProblem(answer, refusal.status());
        assertThat(answer.code()).isEqualTo(refusal.code());
        assertThat(AnswerCheck.faults(CONTRACT, operation, answer))
                .as(answer.toString())
                .isEmpty();
    }
}
