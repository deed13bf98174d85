package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Sends every example to the running server: what the documentation shows is what happens. */
class ExamplesTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath();

    private final Perigee server = Perigee.shared();
    private final Examples examples = Examples.in(PROJECT.resolve("api/examples"));
    private final Map<String, Route> routes = server.bean(Routes.class).all().stream()
            .filter(OpenApi::describes)
            .collect(Collectors.toMap(Operation::id, Function.identity()));
    private final JsonNode document = OpenApi.document(routes.values().stream().toList(), PROJECT, examples);

    @TestFactory
    Stream<DynamicTest> everyExampleIsAnsweredAsItShows() {
        return examples.byOperation().keySet().stream()
                .map(operation -> DynamicTest.dynamicTest(operation, () -> rehearse(operation)));
    }

    private void rehearse(String operation) {
        var rehearsal = new Rehearsal(server, routes, examples);
        var first = examples.of(operation).answers().getFirst();
        for (var shown : examples.of(operation).answers()) {
            if (shown.equals(first) || shown.json().has("request")) {
                same(operation, shown, rehearsal.send(operation, shown.request()));
            }
        }
    }

    private void same(String operation, Examples.Reply shown, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(shown.status());
        assertThat(answer.headers().keySet())
                .containsAll(shown.headers()
                        .propertyStream()
                        .map(header -> header.getKey().toLowerCase(java.util.Locale.ROOT))
                        .toList());
        if (!shown.good()) {
            assertThat(answer.code()).isEqualTo(shown.code());
            fits("/components/schemas/Problem", answer);
        } else if (shown.json().has("body")) {
            assertThat(form(answer.json())).isEqualTo(form(shown.body()));
            fits(schema(operation, shown.status()), answer);
        } else {
            assertThat(shown.status() == 200 || answer.body().isEmpty()).isTrue();
        }
    }

    private String schema(String operation, int status) {
        var route = routes.get(operation);
        return "/paths/%s/%s/responses/%d/content/application~1json/schema"
                .formatted(route.path().replace("/", "~1"), route.method().toLowerCase(java.util.Locale.ROOT), status);
    }

    private void fits(String schema, Answer answer) {
        assertThat(SchemaCheck.faults(document, document.at(schema), answer.json()))
                .as(answer.body())
                .isEmpty();
    }

    /** The names in a value and the kinds of what they hold, without the values; of a list its first item. */
    private static Object form(JsonNode value) {
        if (value.isObject()) {
            return value.propertyStream().collect(Collectors.toMap(Map.Entry::getKey, entry -> form(entry.getValue())));
        }
        return value.isArray()
                ? value.valueStream().limit(1).map(ExamplesTest::form).toList()
                : value.getNodeType();
    }
}
