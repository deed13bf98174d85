package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request of the API without its sender, so that the same words can be put into anybody's mouth.
 *
 * @param request in the form of {@code api/examples/README.md}, with all that is given filled in
 */
record PreparedRequest(Route route, ObjectNode request) {

    /** For a route that has no example: ids that nobody has, and no body. */
    static PreparedRequest bare(Route route) {
        var request = Json.object();
        IdPlaces.inPath(route.path())
                .forEach(name -> request.withObjectProperty("path")
                        .put(name, java.util.UUID.randomUUID().toString()));
        return new PreparedRequest(route, request);
    }

    /** The client says who sends it. */
    Answer send(Http client) {
        return send(client, route.method());
    }

    /** By another method than the route's. */
    Answer send(Http client, String method) {
        return wire().method(method).sendFrom(client);
    }

    /** As it goes over the wire. */
    Request wire() {
        JsonNode body = request.path("body");
        var sent = new Request(route.method(), address(), List.of(), null);
        for (var header : request.path("headers").properties()) {
            sent = sent.with(header.getKey(), header.getValue().asString());
        }
        for (var cookie : request.path("cookies").properties()) {
            sent = sent.with("Cookie", cookie.getKey() + '=' + cookie.getValue().asString());
        }
        return body.isObject() ? sent.json(body.toString()) : sent;
    }

    private String address() {
        String path = route.path();
        for (var entry : request.path("path").properties()) {
            path = path.replace('{' + entry.getKey() + '}', entry.getValue().asString());
        }
        String query = request.path("query")
                .propertyStream()
                .map(entry -> entry.getKey()
                        + '='
                        + URLEncoder.encode(entry.getValue().asString(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + '?' + query;
    }

    /** The same with another value in one place, such as {@code path.id} or {@code body.project.id}. */
    PreparedRequest with(String place, JsonNode value) {
        ObjectNode changed = request.deepCopy();
        String[] steps = place.split("\\.", -1);
        ObjectNode at = changed;
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.withObjectProperty(steps[i]);
        }
        at.set(steps[steps.length - 1], value);
        return new PreparedRequest(route, changed);
    }

    /** What stands in a place; empty when nothing does. */
    String at(String place) {
        JsonNode node = request;
        for (String step : place.split("\\.", -1)) {
            node = node.path(step);
        }
        return node.asString("");
    }
}
