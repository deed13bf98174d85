package dev.perigee.contract;

import tools.jackson.databind.JsonNode;

/** A request that can be read and is not valid, found from what the document asks of its fields. */
record Invalid(Contract contract, String operation) {

    Request of(Request request) {
        var described = contract.operation(operation);
        var body = described.at("/requestBody/content/application~1json/schema");
        return body.isMissingNode()
                ? request.target(request.path() + '?' + beyond(described.path("parameters")))
                : request.json(body(contract.resolved(body)));
    }

    private static String beyond(JsonNode parameters) {
        return parameters
                .valueStream()
                .filter(parameter -> parameter.at("/schema/maximum").isNumber())
                .map(parameter -> parameter.path("name").asString()
                        + '='
                        + (parameter.at("/schema/maximum").asLong() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** Without what is required, or with one text that is too long or none of the choice. */
    private static String body(JsonNode schema) {
        if (!schema.path("required").isEmpty()) {
            return "{}";
        }
        return schema.path("properties")
                .propertyStream()
                .filter(entry ->
                        entry.getValue().has("maxLength") || entry.getValue().has("enum"))
                .map(entry -> Json.object()
                        .put(
                                entry.getKey(),
                                "x".repeat(entry.getValue().path("maxLength").asInt(100) + 1))
                        .toString())
                .findFirst()
                .orElseThrow();
    }
}
