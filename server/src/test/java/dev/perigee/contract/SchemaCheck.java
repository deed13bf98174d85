package dev.perigee.contract;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Compares values with the document's schemas, as far as the generator uses the language of schemas. */
final class SchemaCheck {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();

    private SchemaCheck(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with the value, each fault with its place; empty when it fits. */
    static List<String> faults(JsonNode document, JsonNode schema, JsonNode value) {
        var check = new SchemaCheck(document);
        check.check("", schema, value);
        return check.faults;
    }

    private void check(String place, JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            check(place, document.at(schema.get("$ref").asString().substring(1)), value);
            return;
        }
        schema.path("allOf").forEach(part -> check(place, part, value));
        if (schema.has("anyOf")) {
            boolean fits = schema.get("anyOf")
                    .valueStream()
                    .anyMatch(part -> faults(document, part, value).isEmpty());
            require(place, fits, "fits nothing of anyOf");
        }
        if (value.isNull() && schema.path("nullable").asBoolean(false)) {
            return;
        }
        if (schema.has("enum")) {
            require(place, schema.get("enum").valueStream().anyMatch(value::equals), "is not in the enum");
        }
        type(place, schema, value);
    }

    private void type(String place, JsonNode schema, JsonNode value) {
        switch (schema.path("type").asString("")) {
            case "object" -> object(place, schema, value);
            case "array" -> array(place, schema, value);
            case "string" -> text(place, schema, value);
            case "integer" -> number(place, schema, value);
            case "boolean" -> require(place, value.isBoolean(), "is not a boolean");
            case "" -> {}
            default -> require(place, false, "has a schema of unknown type");
        }
    }

    private void object(String place, JsonNode schema, JsonNode value) {
        if (!require(place, value.isObject(), "is not an object")) {
            return;
        }
        schema.path("required").forEach(name -> require(place, value.has(name.asString()), "lacks " + name));
        var properties = schema.path("properties");
        var others = schema.path("additionalProperties");
        value.propertyStream().forEach(entry -> {
            String inside = place + '/' + entry.getKey();
            if (properties.has(entry.getKey())) {
                check(inside, properties.get(entry.getKey()), entry.getValue());
            } else if (others.isObject()) {
                check(inside, others, entry.getValue());
            } else {
                require(inside, others.asBoolean(false), "is not described");
            }
        });
    }

    private void array(String place, JsonNode schema, JsonNode value) {
        if (require(place, value.isArray(), "is not an array")) {
            value.forEach(item -> check(place + "/*", schema.path("items"), item));
        }
    }

    private void text(String place, JsonNode schema, JsonNode value) {
        if (!require(place, value.isString(), "is not a string")) {
            return;
        }
        String text = value.asString();
        int length = text.codePointCount(0, text.length());
        require(place, length >= schema.path("minLength").asInt(0), "is too short");
        require(place, length <= schema.path("maxLength").asInt(Integer.MAX_VALUE), "is too long");
        if (schema.has("pattern")) {
            require(place, Pattern.compile(schema.get("pattern").asString()).asPredicate(), text);
        }
        switch (schema.path("format").asString("")) {
            case "uuid" -> require(place, UUID.asMatchPredicate(), text);
            case "date-time" -> require(place, SchemaCheck::isTime, text);
            case "email" -> require(place, mail -> mail.indexOf('@') > 0, text);
            default -> {}
        }
    }

    private static boolean isTime(String text) {
        try {
            return text.endsWith("Z") && OffsetDateTime.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void number(String place, JsonNode schema, JsonNode value) {
        if (require(place, value.isIntegralNumber(), "is not a whole number")) {
            require(place, value.asLong() >= schema.path("minimum").asLong(Long.MIN_VALUE), "is too small");
            require(place, value.asLong() <= schema.path("maximum").asLong(Long.MAX_VALUE), "is too large");
        }
    }

    private void require(String place, Predicate<String> form, String text) {
        require(place, form.test(text), "has another form: " + text);
    }

    private boolean require(String place, boolean right, String fault) {
        if (!right) {
            faults.add(place + ' ' + fault);
        }
        return right;
    }
}
