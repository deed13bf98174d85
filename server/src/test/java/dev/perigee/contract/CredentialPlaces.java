package dev.perigee.contract;

import static dev.perigee.contract.Credentials.API_KEY;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.web.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Every place of a request where somebody could try to say who they are: those of HTTP, and those of the examples. */
final class CredentialPlaces {

    /** Puts a text into a place and sends the request. */
    interface Sending {
        Answer send(PreparedRequest request, Http client, String text);
    }

    /** @param takes the names of the credentials that belong here, if some do */
    record Place(String words, Set<String> takes, Sending sending) {}

    private static final Set<String> BEARER = Set.of(Credentials.ACCESS_TOKEN, API_KEY);
    private static final String GIVEN = "_token";
    private static final String INVITE = "invite_token";

    private final Stage stage;
    private final JsonNode document;

    CredentialPlaces(Stage stage) {
        this.stage = stage;
        this.document = stage.document();
    }

    /** For a route that asks who calls. */
    List<Place> of(Route route) {
        var places = new ArrayList<Place>();
        places.add(header("as Bearer", BEARER, "Authorization", "Bearer "));
        places.add(header("as Authorization alone", Set.of(), "Authorization", ""));
        places.add(header("as Basic", Set.of(API_KEY), "Authorization", "Basic "));
        places.add(header("as X-Api-Key", Set.of(), "X-Api-Key", ""));
        places.add(basic("as the name of Basic", Set.of(API_KEY), "%s:"));
        places.add(basic("as the name of Basic with a password", Set.of(), "%s:x"));
        places.add(basic("as the password of Basic", Set.of(), "x:%s"));
        places.add(basic("as the password of Basic alone", Set.of(), ":%s"));
        examples("cookies.")
                .forEach((name, credential) ->
                        places.add(cookie(name, reads(route, name) ? Set.of(credential) : Set.of())));
        places.add(cookie("token", Set.of()));
        Stream.of("query.token", "query.access_token", "query.api_key")
                .forEach(name -> places.add(field(name, Set.of())));
        examples("body.").keySet().forEach(name -> places.add(field("body." + name, Set.of())));
        return places;
    }

    private static Place header(String words, Set<String> takes, String name, String before) {
        return new Place(words, takes, (request, client, text) -> request.send(client.with(name, before + text)));
    }

    private static Place basic(String words, Set<String> takes, String form) {
        return new Place(words, takes, (request, client, text) -> {
            byte[] both = form.formatted(text).getBytes(StandardCharsets.UTF_8);
            return request.send(
                    client.with("Authorization", "Basic " + Base64.getEncoder().encodeToString(both)));
        });
    }

    /** As our own page would send it: from another one the cookie would not even be looked at. */
    private Place cookie(String name, Set<String> takes) {
        return new Place(
                "in the cookie " + name,
                takes,
                (request, client, text) -> request.send(client.with("Cookie", name + '=' + text)
                        .with("Origin", stage.server().url())
                        .with("X-App", "web")));
    }

    private static Place field(String place, Set<String> takes) {
        return new Place(
                "for " + place,
                takes,
                (request, client, text) -> request.with(
                                place, Json.MAPPER.getNodeFactory().stringNode(text))
                        .send(client));
    }

    /** For an open route that takes a token: the places where its examples put one. */
    List<Place> inExamples(JsonNode request) {
        return tokens(request)
                .map(given -> field(given.getKey(), Set.of(credential(given.getValue()))))
                .toList();
    }

    private static Stream<Map.Entry<String, JsonNode>> tokens(JsonNode request) {
        return request.path("given")
                .propertyStream()
                .filter(given -> given.getValue().asString().endsWith(GIVEN));
    }

    /** {@code mailed_token} for {@code unverified.mailed_token}; whatever the invite, its token is that of one. */
    private static String credential(JsonNode given) {
        String name = given.asString().substring(given.asString().indexOf('.') + 1);
        return name.endsWith(INVITE) ? INVITE : name;
    }

    /** The cookies or fields in which an example sends a token, each with the credential that belongs there. */
    private Map<String, String> examples(String section) {
        var found = new TreeMap<String, String>();
        stage.examples().byOperation().values().stream()
                .flatMap(example -> example.requests().stream())
                .flatMap(CredentialPlaces::tokens)
                .filter(given -> given.getKey().startsWith(section))
                .forEach(given -> found.put(given.getKey().substring(section.length()), credential(given.getValue())));
        return found;
    }

    private boolean reads(Route route, String cookie) {
        return document.path("paths")
                .path(route.path())
                .path(route.method().toLowerCase(Locale.ROOT))
                .path("parameters")
                .valueStream()
                .anyMatch(parameter -> "cookie".equals(parameter.path("in").asString())
                        && cookie.equals(parameter.path("name").asString()));
    }
}
