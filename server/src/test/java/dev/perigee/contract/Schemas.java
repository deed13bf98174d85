package dev.perigee.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.perigee.event.AccountEvent;
import dev.perigee.event.EventPayload;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ObjectNode;

/** Makes schemas of the types that controllers take and answer; a record becomes one component under its own name. */
final class Schemas {

    /** Requests leave out what they do not say; answers say it with null. */
    enum Use {
        REQUEST,
        ANSWER
    }

    private static final Map<Class<?>, List<String>> SCALARS = Map.ofEntries(
            Map.entry(String.class, List.of("string")),
            Map.entry(byte[].class, List.of("string")),
            Map.entry(UUID.class, List.of("string", "uuid")),
            Map.entry(Locale.class, List.of("string")),
            Map.entry(Instant.class, List.of("string", "date-time")),
            Map.entry(int.class, List.of("integer", "int32")),
            Map.entry(Integer.class, List.of("integer", "int32")),
            Map.entry(long.class, List.of("integer", "int64")),
            Map.entry(Long.class, List.of("integer", "int64")),
            Map.entry(boolean.class, List.of("boolean")),
            Map.entry(Boolean.class, List.of("boolean")));

    /** What {@link AccountEvent} asks of each. */
    private static final Set<String> OF_EVERY_EVENT = Set.of("account", "actor");

    private final Javadocs javadocs;
    private final Map<String, ObjectNode> components = new TreeMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();

    Schemas(Javadocs javadocs) {
        this.javadocs = javadocs;
    }

    /** The components that were asked for so far, by name. */
    Map<String, ObjectNode> components() {
        return components;
    }

    ObjectNode of(ResolvableType type, Use use) {
        Class<?> raw = type.toClass();
        if (SCALARS.containsKey(raw)) {
            return scalar(SCALARS.get(raw));
        } else if (raw.isEnum()) {
            var names = Arrays.stream(raw.getEnumConstants()).map(Object::toString);
            return scalar(List.of("string")).set("enum", Json.strings(names.toList()));
        } else if (Collection.class.isAssignableFrom(raw)) {
            return Json.object().put("type", "array").set("items", of(type.getGeneric(0), use));
        } else if (Map.class.isAssignableFrom(raw)) {
            return Json.object().put("type", "object").set("additionalProperties", of(type.getGeneric(1), use));
        } else if (raw == JsonNode.class) {
            // A document of somebody else's standard.
            return Json.object().put("type", "object").put("additionalProperties", true);
        } else if (raw.isRecord()) {
            return ofRecord(type, use);
        }
        throw new IllegalStateException("Teach Schemas the form of " + type);
    }

    private static ObjectNode scalar(List<String> form) {
        var schema = Json.object().put("type", form.getFirst());
        return form.size() > 1 ? schema.put("format", form.getLast()) : schema;
    }

    private ObjectNode ofRecord(ResolvableType type, Use use) {
        for (Field field : fields(type)) {
            if (field.isAnnotationPresent(JsonValue.class)) {
                return of(ResolvableType.forField(field), use);
            }
        }
        String name = name(type);
        add(name, type.toClass(), () -> component(type, use));
        return Json.ref("schemas", name);
    }

    private void add(String name, Class<?> type, Supplier<ObjectNode> component) {
        var owner = owners.putIfAbsent(name, type);
        if (owner == null) {
            components.put(name, component.get());
        } else if (owner != type) {
            throw new IllegalStateException("Two records named " + name + ": " + owner + " and " + type);
        }
    }

    /** A page of projects is a {@code ProjectPage}; the body of a problem is a {@code Problem}. */
    private static String name(ResolvableType type) {
        String items = type.hasGenerics() ? type.getGeneric(0).toClass().getSimpleName() : "";
        return items + type.toClass().getSimpleName().replaceFirst("Body$", "");
    }

    private ObjectNode component(ResolvableType type, Use use) {
        var comment = javadocs.of(type.toClass());
        var schema = object(type, fields(type), use);
        return comment.summary().isEmpty() ? schema : schema.put("description", comment.whole());
    }

    /** An event as it is told outside: the form that all share, and as its data what only its own record holds. */
    ObjectNode ofEvent(Class<?> event, String name) {
        var payload = ResolvableType.forClass(EventPayload.class);
        var own = ResolvableType.forClass(event);
        var schema = object(payload, fields(payload), Use.ANSWER);
        var properties = (ObjectNode) schema.get("properties");
        ((ObjectNode) properties.get("type")).set("enum", Json.strings(List.of(name)));
        var more = fields(own).stream()
                .filter(field -> !OF_EVERY_EVENT.contains(field.getName()))
                .toList();
        properties.set("data", object(own, more, Use.ANSWER));
        add(event.getSimpleName(), event, () -> schema);
        return Json.ref("schemas", event.getSimpleName());
    }

    private ObjectNode object(ResolvableType type, List<Field> fields, Use use) {
        var comment = javadocs.of(type.toClass());
        var schema = Json.object().put("type", "object");
        var properties = Json.object();
        var required = Json.MAPPER.createArrayNode();
        for (Field field : fields) {
            String name = PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, field.getName());
            properties.set(name, property(type, field, use, comment.parameters().getOrDefault(field.getName(), "")));
            if (use == Use.ANSWER ? !field.isAnnotationPresent(JsonInclude.class) : !nullable(field)) {
                required.add(name);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false).set("properties", properties);
    }

    /** Annotations of a component end on its field, whichever targets they have. */
    private static List<Field> fields(ResolvableType type) {
        return Arrays.stream(type.toClass().getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> field(type.toClass(), name))
                .filter(field -> !field.isAnnotationPresent(JsonIgnore.class))
                .toList();
    }

    private static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("Every component of a record has a field", e);
        }
    }

    private static boolean nullable(Field field) {
        return field.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private ObjectNode property(ResolvableType owner, Field field, Use use, String description) {
        var schema = of(ResolvableType.forField(field, owner), use);
        Constraints.describe(field, schema);
        boolean orNull = use == Use.ANSWER && nullable(field) && !field.isAnnotationPresent(JsonInclude.class);
        if (schema.has("$ref") && orNull) {
            schema = orNull(schema);
        } else if (schema.has("$ref") && !description.isEmpty()) {
            schema = Json.object().set("allOf", Json.MAPPER.createArrayNode().add(schema));
        } else if (orNull) {
            schema.put("nullable", true);
        }
        return description.isEmpty() ? schema : schema.put("description", description);
    }

    /** OpenAPI 3.0 allows nothing beside a reference, and no null where the referenced schema has a type. */
    private static ObjectNode orNull(ObjectNode reference) {
        var none = Json.object().put("type", "object").put("nullable", true);
        none.putArray("enum").addNull();
        return Json.object()
                .set("anyOf", Json.MAPPER.createArrayNode().add(reference).add(none));
    }
}
