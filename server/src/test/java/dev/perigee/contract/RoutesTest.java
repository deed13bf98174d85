package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import dev.perigee.web.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the committed list of routes and the committed description of the API to what the code says. */
class RoutesTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path ROUTES = PROJECT.resolve("routes.txt");
    private static final Path SPEC = PROJECT.resolve("api/spec.yaml");
    private static final boolean WRITE = Boolean.getBoolean("perigee.contract.write");
    private static final String STALE = "%s is not what the code says: run bin/routes --write and commit";

    private final List<Route> all = Perigee.shared().bean(Routes.class).all();
    private final List<Route> described =
            all.stream().filter(OpenApi::describes).toList();
    private final Examples examples = Examples.in(PROJECT.resolve("api/examples"));
    private final ObjectNode document = OpenApi.document(described, PROJECT, examples);

    @Test
    void theListOfRoutesIsFresh() throws IOException {
        fresh(ROUTES, all.stream().map(route -> route + "\n").collect(Collectors.joining()));
    }

    @Test
    void theDescriptionIsFresh() throws IOException {
        fresh(SPEC, SpecText.of(document));
    }

    private static void fresh(Path file, String content) throws IOException {
        if (WRITE) {
            Files.writeString(file, content);
        }
        assertThat(file).as(STALE, file.getFileName()).hasContent(content);
    }

    @Test
    void theServedDescriptionIsTheCommittedOne() throws IOException {
        assumeFalse(WRITE, "The build copied the file before this run wrote it");
        var answer = Http.to(Perigee.shared()).get("/api/spec.yaml");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readString(SPEC));
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        assertThat(described).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void everyOperationIsExplained() {
        assertThat(operations())
                .filteredOn(
                        operation -> operation.path("description").asString().isBlank())
                .extracting(RoutesTest::id)
                .as("Operations whose Javadoc has no second sentence")
                .isEmpty();
    }

    @Test
    void everyOperationHasAnExampleAndEveryExampleAnOperation() {
        assertThat(examples.byOperation().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        described.stream().map(Operation::id).toList());
    }

    @Test
    void everyExampleOfAnAnswerFitsItsSchema() {
        for (JsonNode operation : operations()) {
            for (var answer : examples.of(id(operation)).answers()) {
                var described = operation.path("responses").path(Integer.toString(answer.status()));
                assertThat(described.isObject())
                        .as("%s describes the status %s", id(operation), answer.status())
                        .isTrue();
                if (answer.good() && answer.json().has("body")) {
                    fits(operation, described, answer.body());
                }
            }
        }
    }

    @Test
    void everyExampleOfARequestFitsItsSchema() {
        for (JsonNode operation : operations()) {
            var body = examples.of(id(operation)).request().path("body");
            if (body.isObject()) {
                fits(operation, operation.path("requestBody"), body);
            }
        }
    }

    private void fits(JsonNode operation, JsonNode described, JsonNode value) {
        var schema = described.path("content").path("application/json").path("schema");
        assertThat(schema.isObject()).as("%s has a body", id(operation)).isTrue();
        assertThat(SchemaCheck.faults(document, schema, value))
                .as(id(operation))
                .isEmpty();
    }

    @Test
    void everyCodeInAnExampleHasItsSentence() {
        assertThat(examples.byOperation().values())
                .flatExtracting(Examples.Example::answers)
                .filteredOn(answer -> !answer.good())
                .extracting(Examples.Reply::code)
                .isSubsetOf(Texts.problemCodes());
    }

    private static String id(JsonNode operation) {
        return operation.path("operationId").asString();
    }

    private List<JsonNode> operations() {
        var operations = new ArrayList<JsonNode>();
        document.path("paths").forEach(path -> path.forEach(operations::add));
        return operations;
    }
}
