package dev.perigee.contract;

import dev.perigee.event.AccountEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What receivers outside are told of: every record that implements {@link AccountEvent}, so that one of a feature added
 * tomorrow is described tomorrow. Its example stands in {@code api/examples/event}, under its name.
 */
record Events(Map<String, Class<?>> byName, Map<String, JsonNode> examples) {

    static Events in(Path project) {
        var byName = new TreeMap<String, Class<?>>();
        classes().forEach(type -> byName.put(name(type), type));
        return new Events(byName, read(project.resolve("api/examples/event")));
    }

    private static Stream<Class<?>> classes() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(AccountEvent.class));
        return Stream.of("dev.perigee", "product")
                .flatMap(root -> scanner.findCandidateComponents(root).stream())
                .map(BeanDefinition::getBeanClassName)
                .map(name -> ClassUtils.resolveClassName(Objects.requireNonNull(name), null));
    }

    /** An event's name depends on nothing in it, so one that holds nothing tells it as well. */
    private static String name(Class<?> type) {
        try {
            var types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            var nothing = Arrays.stream(types).map(Events::nothing).toArray();
            return Objects.requireNonNull(((AccountEvent) constructor.newInstance(nothing)).name());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(type + " must be a record that says its name whatever it holds", e);
        }
    }

    private static Object nothing(Class<?> type) {
        return Array.get(Array.newInstance(type, 1), 0);
    }

    private static Map<String, JsonNode> read(Path folder) {
        var examples = new TreeMap<String, JsonNode>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.json$", "");
                examples.put(name, Json.MAPPER.readTree(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples;
    }

    /** The operation whose example brings the event about; empty when no request does. */
    String by(String name) {
        return example(name).path("by").asString("");
    }

    /** What of that operation's request is another one here. */
    JsonNode request(String name) {
        return example(name).path("request");
    }

    /** How the event is told. */
    JsonNode body(String name) {
        return example(name).path("body");
    }

    private JsonNode example(String name) {
        return examples.getOrDefault(name, Json.object());
    }

    /** In the form of OpenAPI's webhooks, which version 3.0 has as an extension only. */
    ObjectNode describe(Components components, Javadocs javadocs) {
        var webhooks = Json.object();
        byName.forEach((name, type) -> {
            var comment = javadocs.of(type);
            var operation = webhooks.putObject(name).putObject("post");
            operation.set("tags", Json.strings(List.of(tag(type))));
            operation.put("operationId", "on" + type.getSimpleName());
            operation.put("summary", comment.summary().replaceFirst("\\.$", ""));
            if (!comment.description().isEmpty()) {
                operation.put("description", comment.description());
            }
            operation.putArray("security");
            var content =
                    operation.putObject("requestBody").put("required", true).putObject("content");
            var json = content.putObject("application/json");
            json.set("schema", components.schemas().ofEvent(type, name));
            if (examples.containsKey(name)) {
                json.set("example", body(name));
            }
            operation.putObject("responses").putObject("2XX").put("description", "Received.");
        });
        return webhooks;
    }

    private static String tag(Class<?> type) {
        return type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
    }
}
