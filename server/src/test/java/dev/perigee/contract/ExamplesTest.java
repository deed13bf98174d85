package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Sends every example to the running server: what the documentation shows is what happens. */
class ExamplesTest {

    private final Perigee server = Perigee.shared();
    private final Contract contract = Contract.of(server);

    @TestFactory
    @DisplayName("S-124: an answer holds what its schema names, and nothing else")
    Stream<DynamicTest> everyExampleIsAnsweredAsItShows() {
        return contract.examples().byOperation().keySet().stream()
                .map(operation -> DynamicTest.dynamicTest(operation, () -> rehearse(operation)));
    }

    private void rehearse(String operation) {
        var rehearsal = new Rehearsal(server, contract.routes(), contract.examples());
        var first = contract.examples().of(operation).answers().getFirst();
        for (var shown : contract.examples().of(operation).answers()) {
            if (shown.equals(first) || shown.json().has("request")) {
                same(operation, shown, rehearsal.send(operation, shown.request()));
            }
        }
    }

    private void same(String operation, Examples.Reply shown, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(shown.status());
        assertThat(AnswerCheck.faults(contract, operation, answer))
                .as(answer.toString())
                .isEmpty();
        assertThat(answer.headers().keySet())
                .containsAll(shown.headers()
                        .propertyStream()
                        .map(header -> header.getKey().toLowerCase(java.util.Locale.ROOT))
                        .toList());
        if (!shown.good()) {
            assertThat(answer.code()).isEqualTo(shown.code());
        } else if (shown.json().has("body")) {
            assertThat(form(answer.json())).isEqualTo(form(shown.body()));
        }
    }

    /** The names in a value and the kinds of what they hold, without the values; of a list its first item. */
    static Object form(JsonNode value) {
        if (value.isObject()) {
            return value.propertyStream().collect(Collectors.toMap(Map.Entry::getKey, entry -> form(entry.getValue())));
        }
        return value.isArray()
                ? value.valueStream().limit(1).map(ExamplesTest::form).toList()
                : value.getNodeType();
    }
}
