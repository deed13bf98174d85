package dev.perigee.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every figure of a limit that {@code routes.txt} promises is the one that holds. */
class DeclaredLimitsTest {

    private static final Pattern NETWORK = Pattern.compile("^(\\S+ \\S+) .*\\bnetwork=(\\d+)/");
    private static final int OF_ALL_ROUTES = 600;

    private static Perigee server;
    private static Stage stage;

    @BeforeAll
    static void start() {
        server = Perigee.alone("perigee.database.pool=4");
        stage = new Stage(server);
    }

    @AfterAll
    static void stop() {
        stage.close();
        server.close();
    }

    static List<String> limited() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("routes.txt"))) {
            return lines.filter(line -> NETWORK.matcher(line).find()).toList();
        }
    }

    private static Http elsewhere() {
        return Http.to(server).from(Perigee.freshAddress());
    }

    /** So many are answered; soon after one is not, by that very limit. A bucket fills again while we ask. */
    private static void assertAllowed(int allowed, Supplier<Answer> request) {
        assertThat(IntStream.range(0, allowed).map(i -> request.get().status()))
                .as("the first %d", allowed)
                .doesNotContain(429);
        var refusal = Stream.generate(request)
                .limit(allowed)
                .filter(answer -> answer.status() == 429)
                .findFirst();
        assertThat(refusal.flatMap(answer -> answer.header("ratelimit-policy")))
                .hasValueSatisfying(policy -> assertThat(policy).contains(";q=" + allowed + ";"));
    }

    @DisplayName("S-062")
    @ParameterizedTest
    @MethodSource("limited")
    void a_network_gets_what_is_promised_and_no_more(String line) {
        var promise = NETWORK.matcher(line);
        assertThat(promise.find()).isTrue();
        String[] route = promise.group(1).replaceAll("\\{\\w+}", "x").split(" ", -1);
        var client = elsewhere();
        assertAllowed(Integer.parseInt(promise.group(2)), () -> client.send(route[0], route[1], "{}"));
    }

    @Test
    void a_network_gets_six_hundred_requests_of_all_routes_and_no_more() {
        var client = elsewhere();
        assertAllowed(OF_ALL_ROUTES, () -> client.get("/api/auth"));
    }

    @Test
    void a_key_gets_six_hundred_requests_wherever_it_calls_from_and_no_more() {
        String key = stage.people().key(stage.company().owner(), "owner", Set.of("user.read"));
        assertAllowed(OF_ALL_ROUTES, () -> elsewhere().bearer(key).get("/api/user"));
    }

    @Test
    void a_session_is_not_counted_as_a_key() {
        String token = stage.company().owner().person().token();
        assertThat(IntStream.rangeClosed(0, OF_ALL_ROUTES)
                        .map(i -> elsewhere().bearer(token).get("/api/auth").status()))
                .containsOnly(200);
    }

    @Test
    @DisplayName("S-062")
    void a_mailed_token_is_tried_five_times_wherever_from() {
        String body = Json.of("token", "A".repeat(43));
        assertAllowed(5, () -> elsewhere().post("/api/user/verify", body));
    }

    @Test
    void a_person_asks_for_five_mails_wherever_from() {
        var person = Person.newOn(server);
        person.signUp();
        String token = person.signIn().field("token");
        assertAllowed(5, () -> elsewhere().bearer(token).post("/api/user/verify/request", "{}"));
    }

    @Test
    void an_address_is_asked_a_sign_in_link_for_three_times_wherever_from() {
        String body = Json.of("email", Person.newOn(server).email());
        assertAllowed(3, () -> elsewhere().post("/api/auth/magic", body));
    }

    @Test
    void an_address_is_asked_a_new_password_for_three_times_wherever_from() {
        String body = Json.of("email", Person.newOn(server).email());
        assertAllowed(3, () -> elsewhere().post("/api/user/password/reset/request", body));
    }

    @Test
    void a_person_tries_five_times_to_change_the_password_wherever_from() {
        String token = stage.company().owner().person().token();
        String body = Json.of("current", "another password 1", "password", "nine amber lanterns 17");
        assertAllowed(5, () -> elsewhere().bearer(token).send("PUT", "/api/user/password", body));
    }

    @Test
    void a_person_tries_five_times_to_change_the_address_wherever_from() {
        String token = stage.company().owner().person().token();
        String body = Json.of("email", Person.newOn(server).email(), "password", "another password 1");
        assertAllowed(5, () -> elsewhere().bearer(token).post("/api/user/email", body));
    }
}
