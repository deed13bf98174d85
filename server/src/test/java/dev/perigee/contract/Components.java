package dev.perigee.contract;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What operations share; each part grows as they ask for it. */
record Components(Schemas schemas, Headers headers, Problems problems) {

    static Components of(Javadocs javadocs) {
        var schemas = new Schemas(javadocs);
        var headers = new Headers();
        return new Components(schemas, headers, new Problems(schemas, headers));
    }

    ObjectNode describe() {
        var components = Json.object();
        components.set("securitySchemes", securitySchemes());
        components.set("schemas", section(schemas.components()));
        components.set("headers", section(headers.components()));
        return components.set("responses", section(problems.components()));
    }

    private static ObjectNode section(Map<String, ObjectNode> byName) {
        return Json.object().setAll(byName);
    }

    private static ObjectNode securitySchemes() {
        var schemes = Json.object();
        schemes.putObject("bearerAuth")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "The access token of a session, from any way of signing in.");
        schemes.putObject("apiKey")
                .put("type", "http")
                .put("scheme", "basic")
                .put(
                        "description",
                        "An API key that holds the operation's `x-scope`, from `POST /api/key`: as the user name, with no"
                                + " password. `Authorization: Basic KEY`, with the key as it stands, is taken as well, and"
                                + " so is `Bearer KEY`.");
        return schemes;
    }
}
