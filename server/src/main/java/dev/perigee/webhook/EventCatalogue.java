package dev.perigee.webhook;

import dev.perigee.web.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a receiver can be told of. It is read from the description of the API, which holds every event of every feature,
 * the product's own among them, and which the build keeps fresh.
 */
@Component
class EventCatalogue {

    static final String ALL = "*";

    private static final String SCHEMAS = "#/components/schemas/";

    /**
     * A kind of event.
     *
     * @param type its name
     * @param summary what has happened
     * @param schema the JSON schema of what a receiver gets, whole
     * @param example such a message
     */
    record EventType(String type, String summary, JsonNode schema, JsonNode example) {}

    private final MessageSource messages;

    /** Read when it is asked for first: it takes longer than a start can wait. */
    private final SingletonSupplier<List<EventType>> types;

    EventCatalogue(JsonMapper json, MessageSource messages) {
        this.messages = messages;
        this.types = SingletonSupplier.of(() -> read(json));
    }

    /** @param type null for all */
    List<EventType> list(@Nullable String type) {
        return types.obtain().stream()
                .filter(event -> type == null || event.type().equals(type))
                .toList();
    }

    /** @throws Problem 422 for a name that is none */
    void require(List<String> names) {
        var known = list(null).stream().map(EventType::type).collect(Collectors.toSet());
        known.add(ALL);
        var faults = names.stream()
                .filter(name -> !known.contains(name))
                .map(name -> fault(name, LocaleContextHolder.getLocale()))
                .toList();
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private Problem.Fault fault(String name, Locale locale) {
        return new Problem.Fault(
                "events",
                "unknown_event",
                messages.getMessage("problem.fault.unknown_event", new Object[] {name}, locale));
    }

    private static List<EventType> read(JsonMapper json) {
        try (var text = new ClassPathResource("api/spec.yaml").getInputStream()) {
            var options = new LoaderOptions();
            options.setCodePointLimit(Integer.MAX_VALUE);
            JsonNode document = json.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
            return document.path("x-webhooks")
                    .propertyStream()
                    .map(entry ->
                            type(document, entry.getKey(), entry.getValue().path("post")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventType type(JsonNode document, String name, JsonNode operation) {
        var content = operation.path("requestBody").path("content").path("application/json");
        return new EventType(
                name,
                operation.path("summary").asString(),
                whole(document, content.path("schema")),
                content.path("example"));
    }

    /** The schema with every reference in it resolved; events hold records, and those no cycles. */
    private static JsonNode whole(JsonNode document, JsonNode schema) {
        if (schema.path("$ref").asString("").startsWith(SCHEMAS)) {
            String name = schema.path("$ref").asString().substring(SCHEMAS.length());
            return whole(document, document.path("components").path("schemas").path(name));
        }
        if (schema instanceof ObjectNode object) {
            var resolved = object.objectNode();
            object.propertyStream().forEach(entry -> resolved.set(entry.getKey(), whole(document, entry.getValue())));
            return resolved;
        }
        if (schema instanceof ArrayNode array) {
            var resolved = array.arrayNode();
            array.forEach(item -> resolved.add(whole(document, item)));
            return resolved;
        }
        return schema;
    }
}
