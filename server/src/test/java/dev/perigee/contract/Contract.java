package dev.perigee.contract;

import dev.perigee.testing.Perigee;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The document as its checks read it: the operations by name, and what each of them may answer. */
record Contract(JsonNode document, Map<String, Route> routes, Examples examples) {

    /** An answer other than success that the document names. */
    record Refusal(int status, String code) implements Comparable<Refusal> {

        @Override
        public int compareTo(Refusal other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return status + " " + code;
        }
    }

    /** Made from the routes of a server; {@link RoutesTest} holds the committed document to the same. */
    static Contract of(Perigee server) {
        var project = Path.of("").toAbsolutePath();
        var examples = Examples.in(project.resolve("api/examples"));
        var described = server.bean(Routes.class).all().stream()
                .filter(OpenApi::describes)
                .toList();
        var routes = described.stream()
                .collect(Collectors.toMap(Operation::id, Function.identity(), (a, b) -> a, TreeMap::new));
        return new Contract(OpenApi.document(described, project, examples), routes, examples);
    }

    JsonNode operation(String id) {
        var route = routes.get(id);
        return document.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
    }

    /** The operation that serves such a request, if any. */
    Optional<String> operationAt(String method, String path) {
        return routes.entrySet().stream()
                .filter(entry -> entry.getValue().method().equals(method))
                .filter(entry -> path.matches(entry.getValue().path().replaceAll("\\{\\w+}", "[^/]+")))
                .min(Map.Entry.comparingByValue((a, b) -> a.path().compareTo(b.path())))
                .map(Map.Entry::getKey);
    }

    /** What the operation may answer with this status; the answer to every other status is {@code default}. */
    JsonNode answer(String operation, int status) {
        var answers = operation(operation).path("responses");
        String key = Integer.toString(status);
        return resolved(answers.path(answers.has(key) ? key : "default"));
    }

    boolean names(String operation, int status) {
        return operation(operation).path("responses").has(Integer.toString(status));
    }

    /** Every refusal of the operation: each stands as an example with its status and code. */
    SortedSet<Refusal> refusals(String operation) {
        var refusals = new TreeSet<Refusal>();
        for (JsonNode answer : operation(operation).path("responses")) {
            refusals.addAll(shown(resolved(answer)));
        }
        return refusals;
    }

    /** What is refused at an address that no operation has. */
    SortedSet<Refusal> refusalsOfHttp() {
        return shown(document.at("/components/responses/OtherProblem"));
    }

    private static SortedSet<Refusal> shown(JsonNode answer) {
        return answer.at("/content/application~1problem+json/examples")
                .valueStream()
                .map(example -> example.path("value"))
                .map(body -> new Refusal(
                        body.path("status").asInt(), body.path("code").asString()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a reference refers to; anything else as it is. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
    }
}
