package dev.perigee.contract;

import dev.perigee.web.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API, made from the running routes, so that it cannot claim what is not in force. */
final class OpenApi {

    private static final Pattern VERSION = Pattern.compile("<artifactId>perigee</artifactId>\\s*<version>([^<-]+)");

    private static final String DESCRIPTION = """
            JSON in snake_case; times in ISO 8601 and UTC; ids are UUIDs. What a request says beyond its schema is refused.

            Send the access token of a session as `Authorization: Bearer …`. Where an operation has an `x-scope`, an API key \
            that holds it does as well: as it stands, `Authorization: Basic KEY`, or as a name without a password, \
            `curl -u KEY:`. `x-permission` tells what the caller's role must hold, `open` that nobody is asked.

            Every error is a problem document (RFC 9457). Its `code` is stable and meant for programs, its `detail` for \
            people, and its `trace_id` finds the request in our log.

            Lists are cut into pages: send the `next` of one as the `cursor` of the following; it is null at the end.

            What happens in an account is an event, and `x-webhooks` has the form in which receivers outside are told of it. \
            All share `type`, `timestamp`, `account_id` and `actor_id`, and differ in their `data`. `POST /api/webhook` adds a receiver.

            Requests are counted by network, and by key. `x-limit` names the lower limits that single operations have.

            Fields, operations and codes may be added at any time; what is there stays as it is.""";

    private final Javadocs javadocs;
    private final Examples examples;
    private final Components components;

    private OpenApi(Javadocs javadocs, Examples examples) {
        this.javadocs = javadocs;
        this.examples = examples;
        this.components = Components.of(javadocs);
    }

    /** Whether the document describes the route: pages and what exists in development only are not for programs. */
    static boolean describes(Route route) {
        return route.path().startsWith("/api/") || route.path().startsWith("/health/");
    }

    /**
     * The whole document.
     *
     * @param routes those that it describes
     * @param project the folder of the server's sources
     */
    static ObjectNode document(List<Route> routes, Path project, Examples examples) {
        var openApi = new OpenApi(Javadocs.of(project.resolve("src/main/java")), examples);
        var document = Json.object().put("openapi", "3.0.3");
        document.set("info", info(project.resolve("pom.xml")));
        document.putArray("servers").addObject().put("url", "/");
        document.set("tags", openApi.tags(routes));
        document.set("paths", openApi.paths(routes));
        document.set("x-webhooks", Events.in(project).describe(openApi.components, openApi.javadocs));
        return document.set("components", openApi.components.describe());
    }

    private static ObjectNode info(Path pom) {
        var info = Json.object().put("title", "Perigee").put("version", version(pom));
        info.put("description", DESCRIPTION);
        info.putObject("license")
                .put("name", "Apache-2.0")
                .put("url", "https://www.apache.org/licenses/LICENSE-2.0.txt");
        return info;
    }

    private static String version(Path pom) {
        try {
            var match = VERSION.matcher(Files.readString(pom));
            if (!match.find()) {
                throw new IllegalStateException("No version in " + pom);
            }
            return match.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ArrayNode tags(List<Route> routes) {
        var texts = new TreeMap<String, String>();
        for (Route route : routes) {
            var feature = route.handler().getBeanType().getPackage();
            texts.put(Operation.tag(route), javadocs.of(feature).summary());
        }
        var tags = Json.MAPPER.createArrayNode();
        texts.forEach((name, text) -> tags.addObject().put("name", name).put("description", text));
        return tags;
    }

    private ObjectNode paths(List<Route> routes) {
        var paths = Json.object();
        for (Route route : routes) {
            var path = paths.withObjectProperty(route.path());
            path.set(
                    route.method().toLowerCase(java.util.Locale.ROOT),
                    operation(route).describe());
        }
        return paths;
    }

    private Operation operation(Route route) {
        var comment = javadocs.of(route.handler().getMethod());
        return new Operation(route, examples.of(Operation.id(route)), comment, components);
    }
}
