package dev.perigee.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The examples written by hand, one file an operation; their form is told in {@code api/examples/README.md}. */
record Examples(Map<String, Example> byOperation) {

    /** What is sent, and what may come back. */
    record Example(ObjectNode request, List<Reply> answers) {

        static final Example NONE = new Example(Json.object(), List.of());

        /** The requests of the file: the first, and those that its answers name instead. */
        List<JsonNode> requests() {
            var requests = answers.stream().map(Reply::request).collect(Collectors.toList());
            requests.addFirst(request);
            return requests;
        }
    }

    /** One answer of an example file. */
    record Reply(JsonNode json) {

        int status() {
            return json.path("status").asInt();
        }

        boolean good() {
            return status() < 400;
        }

        /** Tells it from other answers of the same status. */
        String name() {
            return json.path("name").asString("");
        }

        /** The code of a problem, empty for a good answer. */
        String code() {
            return json.path("code").asString("");
        }

        String description() {
            return json.path("description").asString("");
        }

        JsonNode headers() {
            return json.path("headers");
        }

        JsonNode body() {
            return json.path("body");
        }

        /** What is sent instead of the file's request to get this answer. */
        JsonNode request() {
            return json.path("request");
        }
    }

    static Examples in(Path folder) {
        var examples = new TreeMap<String, Example>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                String operation = file.getFileName().toString().replace(".json", "");
                examples.put(operation, read(Json.MAPPER.readTree(Files.readString(file))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Examples(examples);
    }

    private static Example read(JsonNode file) {
        var answers = file.path("answers").valueStream().map(Reply::new).toList();
        return new Example((ObjectNode) file.path("request"), answers);
    }

    /** An empty one where nothing is written yet. */
    Example of(String operation) {
        return byOperation.getOrDefault(operation, Example.NONE);
    }
}
