package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Route;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends the requests of one example file, in their order and for the same persons. */
final class Rehearsal {

    private final Perigee server;
    private final Map<String, Route> routes;
    private final Examples examples;
    private final Map<String, Person> persons = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();

    Rehearsal(Perigee server, Map<String, Route> routes, Examples examples) {
        this.server = server;
        this.routes = routes;
        this.examples = examples;
    }

    /** Gives a name in the examples, such as {@code owner}, to somebody who is there already. */
    Rehearsal cast(String name, Person person) {
        persons.put(name, person);
        tokens.put(name, person.token());
        return this;
    }

    /** Sends the example's request with some of its fields replaced. */
    Answer send(String operation, JsonNode changes) {
        return request(operation, changes).sendTo(server);
    }

    /** Does what has to come before the request, and leaves the request itself, with its credentials, to be sent. */
    Request request(String operation, JsonNode changes) {
        var prepared = prepare(operation, changes);
        String caller = prepared.request().path("caller").asString();
        return "nobody".equals(caller)
                ? prepared.wire()
                : prepared.wire().bearer(tokens.computeIfAbsent(caller, this::token));
    }

    /** The same for anybody to send. */
    PreparedRequest prepare(String operation, JsonNode changes) {
        ObjectNode request = examples.of(operation).request().deepCopy();
        changes.propertyStream().forEach(change -> request.set(change.getKey(), change.getValue()));
        String caller = request.path("caller").asString();
        request.path("after").forEach(earlier -> send(earlier.asString(), by(caller)));
        request.path("given").propertyStream().forEach(given -> {
            var place = given.getKey().split("\\.", 2);
            String value = known(given.getValue().asString(), caller);
            ((ObjectNode) request.path(place[0])).put(place[1], value);
        });
        return new PreparedRequest(routes.get(operation), request);
    }

    private static ObjectNode by(String caller) {
        return Json.object().put("caller", caller);
    }

    private String token(String caller) {
        return person(caller).signIn().field("token");
    }

    private Person person(String caller) {
        return persons.computeIfAbsent(caller, name -> {
            if ("owner".equals(name)) {
                return Person.signedIn(server);
            }
            var person = Person.newOn(server);
            person.signUp();
            return person;
        });
    }

    /** What a name under {@code given} stands for. */
    private String known(String name, String caller) {
        String of = name.substring(0, name.indexOf('.'));
        String what = name.substring(name.indexOf('.') + 1);
        if ("server".equals(of)) {
            return server.url();
        } else if (routes.containsKey(of)) {
            return send(of, by(caller)).field(what);
        }
        return switch (what) {
            case "email" -> person(of).email();
            case "password" -> Person.PASSWORD;
            case "mailed_token" -> person(of).mailedToken();
            case "magic_token" -> person(of).magicToken();
            case "reset_token" -> person(of).resetToken();
            case "disown_token" -> person(of).disownToken();
            case "email_token" -> person(of).emailToken();
            case "session" ->
                Jwt.of(person(of).signIn().field("token")).claims().path("sid").asString();
            case "refresh_token" -> person(of).signIn().field("refresh_token");
            default -> throw new IllegalArgumentException("Nobody knows " + name);
        };
    }
}
