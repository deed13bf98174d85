package dev.perigee.contract;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Rows;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the matrix is played on: a server with a database of its own, its routes, and what is promised about them. With
 * {@code -Dperigee.matrix.routes=…} a regular expression over method and path leaves out all other routes.
 */
final class Stage implements AutoCloseable {

    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Pattern ONLY = Pattern.compile(System.getProperty("perigee.matrix.routes", ""));

    private final Perigee server;
    private final Population people;
    private final Rows rows;
    private final Map<String, Promise> promises = Promise.all();
    private final Map<String, Route> described;
    private final Examples examples = Examples.in(PROJECT.resolve("api/examples"));

    Stage(Perigee server) {
        this.server = server;
        this.rows = new Rows(server);
        this.people = new Population(server);
        this.described = everyRoute().stream()
                .filter(OpenApi::describes)
                .collect(Collectors.toMap(Operation::id, Function.identity()));
        // The schema lets nobody be an operator in an account. Here somebody is, to see that it would not help them.
        server.query("alter table membership drop constraint if exists membership_role_check");
        server.query("alter table api_key drop constraint if exists api_key_role_check");
    }

    Perigee server() {
        return server;
    }

    Population people() {
        return people;
    }

    Rows rows() {
        return rows;
    }

    Examples examples() {
        return examples;
    }

    /** A client from an address of its own: no limit by network is ever reached. */
    Http client() {
        return Http.to(server).from(Perigee.freshAddress());
    }

    List<Route> everyRoute() {
        return server.bean(Routes.class).all();
    }

    /** Those that this run is about. */
    List<Route> routes() {
        return everyRoute().stream()
                .filter(route -> ONLY.matcher(name(route)).find())
                .toList();
    }

    List<Route> guardedRoutes() {
        return routes().stream().filter(route -> !promise(route).isOpen()).toList();
    }

    static String name(Route route) {
        return route.method() + ' ' + route.path();
    }

    Map<String, Promise> promises() {
        return promises;
    }

    /** A route about which nothing is promised is for nobody. */
    Promise promise(Route route) {
        return promises.getOrDefault(name(route), new Promise("nobody", "", Set.of()));
    }

    /** Everybody whom the route has to tell apart. */
    List<Sender> senders(Route route) {
        return Sender.of(promise(route), scopes());
    }

    /** Every scope that a key may hold. */
    Set<String> scopes() {
        return promises.values().stream()
                .map(Promise::scope)
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toSet());
    }

    JsonNode document() {
        return OpenApi.document(described.values().stream().toList(), PROJECT, examples);
    }

    /** An account of its own, in which the examples can be played. */
    Company company() {
        return new Company(this);
    }

    Rehearsal rehearsal() {
        return new Rehearsal(server, described, examples);
    }

    @Override
    public void close() {
        people.close();
        rows.close();
    }
}
