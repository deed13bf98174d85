package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * No password and no token that somebody sends comes back in an answer or is written down, whichever route it is sent
 * to and in whatever state. The routes and their fields are those of the examples, so a new one is watched as well.
 */
@ExtendWith(OutputCaptureExtension.class)
class CanaryTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Examples EXAMPLES =
            Examples.in(Path.of("").toAbsolutePath().resolve("api/examples"));

    /** How the examples call what nobody else may see. */
    private static final Set<String> SECRET = Set.of("password", "current", "token", "refresh_token");

    private final String canary = UUID.randomUUID().toString().replace("-", "");
    private final List<Answer> answers = new ArrayList<>();
    private Person person = Person.newOn(SERVER);

    @BeforeEach
    void signIn() {
        person = Person.signedIn(SERVER);
    }

    private static Map<String, Route> routes() {
        return SERVER.bean(Routes.class).all().stream()
                .filter(OpenApi::describes)
                .collect(Collectors.toMap(Operation::id, Function.identity(), (first, alias) -> first));
    }

    /** The bodies of a route's examples in which somebody sends a secret. */
    private static List<ObjectNode> secretBodies(Route route) {
        return EXAMPLES.of(Operation.id(route)).requests().stream()
                .map(request -> request.path("body"))
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .filter(body -> body.propertyNames().stream().anyMatch(SECRET::contains))
                .toList();
    }

    @Test
    @DisplayName("S-018")
    void what_should_have_been_secret_is_never_answered_or_logged(CapturedOutput output) {
        var tried = routes().values().stream()
                .filter(route -> !secretBodies(route).isEmpty())
                .toList();
        assertThat(tried).extracting(Route::path).contains("/api/user/auth", "/api/user/password", "/api/auth/disown");
        for (var route : tried) {
            secretBodies(route).forEach(body -> tryAll(route, body));
            ask(route, route.path() + "?password=" + canary + "&token=" + canary, "{}");
            ask(route, route.path() + '/' + canary, "{}");
            ask(route, route.path() + ';' + canary, "{}");
        }
        assertNowhere(output, canary);
        assertThat(answers).hasSizeGreaterThan(100);
        assertThat(answers.stream().filter(answer -> shows(answer, canary))).isEmpty();
    }

    private void tryAll(Route route, ObjectNode body) {
        String filled = withCanary(body).toString();
        ask(route, route.path(), filled);
        ask(route, route.path(), filled.substring(0, filled.length() - 1));
        ask(route, route.path(), filled + canary);
        ask(route, route.path(), '[' + filled + ']');
        ask(route, route.path(), filled.replace(canary, canary.repeat(40)));
        ask(route, route.path(), filled.replace(canary, canary + "\\u0000"));
        ask(route, route.path(), filled.replace('"' + canary + '"', "[\"" + canary + "\"]"));
        ask(route, route.path(), filled.replace('"' + canary + '"', "{\"value\": \"" + canary + "\"}"));
        if (body.has("email")) {
            ask(route, route.path(), withCanary(body).put("email", canary).toString());
            ask(
                    route,
                    route.path(),
                    withCanary(body).put("email", canary + "@example.org").toString());
        }
    }

    private ObjectNode withCanary(ObjectNode body) {
        var filled = body.deepCopy();
        body.propertyNames().stream().filter(SECRET::contains).forEach(name -> filled.put(name, canary));
        return filled;
    }

    /** As nobody, and as somebody who is signed in. */
    private void ask(Route route, String path, String body) {
        var nobody = Http.to(SERVER).from(Perigee.freshAddress());
        answers.add(nobody.send(route.method(), path, body));
        answers.add(nobody.bearer(person.token()).send(route.method(), path, body));
    }

    private static boolean shows(Answer answer, String secret) {
        return (answer.headers() + answer.body()).toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT));
    }

    /** Not in the table of requests, once all until now have their row there, and not in what the server prints. */
    private static void assertNowhere(CapturedOutput output, String secret) {
        String trace = UUID.randomUUID().toString().replace("-", "");
        Http.to(SERVER)
                .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .get("/api/auth");
        Person.until(
                () -> "1".equals(SERVER.query("select count(*) from log where trace_id = ?", trace)) ? true : null);
        assertThat(SERVER.query(
                        "select count(*) from log l where strpos(lower(l::text), ?) > 0",
                        secret.toLowerCase(Locale.ROOT)))
                .as(secret)
                .isEqualTo("0");
        assertThat(output.getAll()).doesNotContainIgnoringCase(secret);
    }

    @Test
    @DisplayName("S-018")
    void who_goes_every_way_in_leaves_no_password_and_no_token_behind(CapturedOutput output) {
        var secrets = new Secrets();
        String magic = secrets.keep(person.magicToken());
        keep(secrets, json("/api/auth/magic/verify", "token", magic, "client", "native"));
        keep(secrets, json("/api/auth/refresh", "refresh_token", person.signIn().field("refresh_token")));
        String first = secrets.password("first");
        answers.add(
                person.api().send("PUT", "/api/user/password", body("current", Person.PASSWORD, "password", first)));
        String reset = secrets.keep(person.resetToken());
        String second = secrets.password("second");
        answers.add(json("/api/user/password/reset", "token", reset, "password", second));
        var session = json("/api/user/auth", "email", person.email(), "password", second, "client", "native");
        keep(secrets, session);
        String disown = secrets.keep(person.tokenBy(() -> signInFromElsewhere(second), "/notme"));
        var disowned = json("/api/auth/disown", "token", disown);
        answers.add(disowned);
        String third = secrets.password("third");
        answers.add(json(
                "/api/user/password/reset", "token", secrets.keep(disowned.field("reset_token")), "password", third));
        var next = Person.newOn(SERVER);
        String token = secrets.keep(
                json("/api/auth", "email", person.email(), "password", third).field("token"));
        String change = secrets.keep(next.tokenBy(
                () -> answers.add(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .bearer(token)
                        .post("/api/user/email", body("email", next.email(), "password", third))),
                "/email"));
        answers.add(Http.to(SERVER)
                .from(Perigee.freshAddress())
                .bearer(token)
                .post("/api/user/email/confirm", body("token", change)));

        assertThat(answers).extracting(Answer::status).containsOnly(200, 202, 204);
        secrets.all().forEach(secret -> assertNowhere(output, secret));
        assertThat(answers.stream()
                        .filter(answer -> secrets.passwords().stream().anyMatch(text -> shows(answer, text))))
                .isEmpty();
    }

    /** What the walk is given on its way, and must not be found afterwards. */
    private static final class Secrets {

        private final List<String> all = new ArrayList<>();
        private final List<String> passwords = new ArrayList<>();

        String keep(String secret) {
            assertThat(secret).hasSizeGreaterThan(40);
            all.add(secret);
            return secret;
        }

        String password(String name) {
            String password = keep(name + ' ' + UUID.randomUUID() + ' ' + name);
            passwords.add(password);
            return password;
        }

        Collection<String> all() {
            return all;
        }

        Collection<String> passwords() {
            return passwords;
        }
    }

    private void keep(Secrets secrets, Answer signedIn) {
        answers.add(signedIn);
        secrets.keep(signedIn.field("token"));
        secrets.keep(signedIn.field("refresh_token"));
    }

    private static String body(Object... namesAndValues) {
        return dev.perigee.testing.Json.of(namesAndValues);
    }

    private static Answer json(String path, Object... namesAndValues) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post(path, body(namesAndValues));
    }

    private void signInFromElsewhere(String password) {
        answers.add(Http.to(SERVER)
                .from(Perigee.freshNetwork())
                .post("/api/user/auth", body("email", person.email(), "password", password)));
    }
}
