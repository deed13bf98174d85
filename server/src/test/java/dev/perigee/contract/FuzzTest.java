package dev.perigee.contract;

import static dev.perigee.web.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever is sent to an operation, the answer is one that the document names, and never a failure of ours.
 * {@code bin/fuzz} runs it longer and with other seeds.
 */
class FuzzTest {

    private static final long SEED = Long.getLong("perigee.fuzz.seed", 20_261_122);
    private static final int REQUESTS = Integer.getInteger("perigee.fuzz.requests", 60);
    private static final String OPERATION = System.getProperty("perigee.fuzz.operation", ".*");

    private static Perigee server;
    private static Contract contract;

    /** A database of its own: what is left here does not come in the way of other tests. */
    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.brisk(Stream.of("magic", "resetrequest", "password", "stepup")
                .map("perigee.throttle.%s.identifier=1000000/1m"::formatted)
                .toArray(String[]::new)));
        contract = Contract.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    @DisplayName("S-124: whatever comes, the answer is as the description says")
    Stream<DynamicTest> noRequestIsAnsweredOtherwiseThanDocumented() {
        assertThat(contract.routes().keySet()).anyMatch(operation -> operation.matches(OPERATION));
        return contract.routes().keySet().stream()
                .filter(operation -> operation.matches(OPERATION))
                .map(operation -> DynamicTest.dynamicTest(operation + ", seed " + SEED, () -> fuzz(operation)));
    }

    private static void fuzz(String operation) {
        var fuzz = new Fuzz(server, contract, operation, SEED);
        var statuses = new TreeMap<Integer, Integer>();
        for (int i = 0; i < REQUESTS; i++) {
            var request = fuzz.next(i);
            var answer = request.sendTo(server);
            statuses.merge(answer.status(), 1, Integer::sum);
            try {
                check(request, answer);
            } catch (AssertionError e) {
                throw new AssertionError(again(operation, i) + request + "\n" + answer, e);
            }
            boolean redirects = answer.status() == 303;
            if (redirects || (answer.status() < 300 && !"GET".equals(request.method()))) {
                fuzz.spend();
            }
        }
        System.out.println("  " + operation + ' ' + statuses);
        assertThat(Http.to(server).get("/health/ready").status()).isEqualTo(200);
        assertThat(statuses.firstKey())
                .as("A fuzz that only meets walls proves little")
                .isLessThan(400);
    }

    private static String again(String operation, int number) {
        return "Request %d is not answered as documented. Once more: bin/fuzz --seed %d --requests %d %s%n"
                .formatted(number, SEED, number + 1, operation);
    }

    private static void check(Request request, Answer answer) {
        assertThat(answer.status()).isLessThan(500);
        boolean head = "HEAD".equals(request.method());
        var operation = contract.operationAt(head ? "GET" : request.method(), request.path());
        if (head) {
            assertThat(answer.body()).isEmpty();
        } else if (operation.isPresent()) {
            assertThat(AnswerCheck.faults(contract, operation.get(), answer)).isEmpty();
        } else {
            var refusal = new Contract.Refusal(answer.status(), answer.code());
            assertThat(contract.refusalsOfHttp()).contains(refusal);
        }
        if (!head && answer.status() >= 400) {
            assertProblem(answer);
        }
    }
}
