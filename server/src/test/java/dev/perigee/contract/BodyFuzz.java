package dev.perigee.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Makes bodies from a schema: some fit it, most do not. */
final class BodyFuzz {

    private static final List<Charset> CHARSETS =
            List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE);

    /** A field as text, so that it may stand twice and hold what is no JSON. */
    private record Field(String name, String value) {

        @Override
        public String toString() {
            return Odd.quoted(name) + ':' + value;
        }
    }

    private final Contract contract;
    private final JsonNode schema;
    private final JsonNode example;
    private final RandomGenerator random;

    BodyFuzz(Contract contract, JsonNode schema, JsonNode example, RandomGenerator random) {
        this.contract = contract;
        this.schema = contract.resolved(schema);
        this.example = example;
        this.random = random;
    }

    Request.Body next() {
        return switch (random.nextInt(20)) {
            case 0 -> Request.Body.of(Odd.noJson(random));
            case 1 -> Request.Body.of(Odd.json(random));
            case 2 -> Request.Body.of(cut(object(fields())));
            case 3 -> Request.Body.of(object(fields()) + Odd.noJson(random));
            case 4 -> new Request.Body(object(fields()), Odd.any(random, CHARSETS));
            case 5 -> Request.Body.of(large());
            case 6, 7, 8 -> Request.Body.of(object(valid()));
            default -> Request.Body.of(object(fields()));
        };
    }

    private String cut(String text) {
        return text.substring(0, random.nextInt(text.length()));
    }

    /** Around the largest body that is read. */
    private String large() {
        String body = object(valid());
        return body + " ".repeat((1 << 20) - body.length() - 1 + random.nextInt(3));
    }

    private static String object(List<Field> fields) {
        return fields.stream().map(Field::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private List<Field> valid() {
        var fields = new ArrayList<Field>();
        schema.path("properties").propertyStream().forEach(entry -> {
            boolean required = schema.path("required")
                    .valueStream()
                    .anyMatch(name -> name.asString().equals(entry.getKey()));
            if (required || random.nextBoolean()) {
                fields.add(new Field(entry.getKey(), value(entry.getKey(), contract.resolved(entry.getValue()))));
            }
        });
        return fields;
    }

    /** Bent in one place, sometimes in more. */
    private List<Field> fields() {
        var fields = valid();
        do {
            bend(fields);
        } while (random.nextInt(4) == 0);
        return fields;
    }

    private void bend(List<Field> fields) {
        int at = fields.isEmpty() ? -1 : random.nextInt(fields.size());
        switch (at < 0 ? 0 : random.nextInt(10)) {
            case 0 -> fields.add(new Field(Odd.text(random), Odd.json(random)));
            case 1 -> fields.add(new Field(fields.get(at).name(), Odd.json(random)));
            case 2 -> fields.remove(at);
            case 3 -> fields.set(at, new Field(fields.get(at).name().toUpperCase(Locale.ROOT), Odd.json(random)));
            case 4, 5 -> fields.set(at, new Field(fields.get(at).name(), Odd.json(random)));
            default ->
                fields.set(
                        at,
                        new Field(fields.get(at).name(), beyond(fields.get(at).name())));
        }
    }

    /** Of the right type, and just outside of what is asked for; or a text that looks harmless. */
    private String beyond(String name) {
        var type = contract.resolved(schema.path("properties").path(name));
        if ("integer".equals(type.path("type").asString())) {
            return Long.toString(Odd.any(
                    random,
                    List.of(
                            type.path("minimum").asLong(0) - 1,
                            type.path("maximum").asLong(Integer.MAX_VALUE) + 1)));
        }
        return Odd.quoted(
                random.nextBoolean()
                        ? Odd.text(random)
                        : "x".repeat(type.path("maxLength").asInt(500) + 1));
    }

    private String value(String name, JsonNode type) {
        var known = example.path(name);
        if (!known.isMissingNode() && random.nextBoolean()) {
            return known.toString();
        }
        return switch (type.path("type").asString()) {
            case "integer" -> Long.toString(number(type));
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "string" -> Odd.quoted(text(type));
            default -> Odd.json(random);
        };
    }

    private long number(JsonNode type) {
        long min = type.path("minimum").asLong(0);
        return Odd.any(random, List.of(min, type.path("maximum").asLong(min + 100)));
    }

    private String text(JsonNode type) {
        if (type.has("enum")) {
            return type.get("enum")
                    .path(random.nextInt(type.get("enum").size()))
                    .asString();
        }
        return switch (type.path("format").asString("")) {
            case "email" -> "f-%x@example.org".formatted(random.nextLong());
            case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
            default ->
                letters(type.path("minLength").asInt(0), type.path("maxLength").asInt(200));
        };
    }

    /** As short or as long as may be, or something between. */
    private String letters(int min, int max) {
        int length = Odd.any(random, List.of(min, max, random.nextInt(min, max + 1)));
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
