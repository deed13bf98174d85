package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.user.Passwords;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody learns from an answer who has an account. */
class EnumerationTest {

    private static final Perigee SERVER = Perigee.shared();

    /** These differ between any two answers. */
    private static final Set<String> OF_THE_MOMENT = Set.of("date", "ratelimit", "set-cookie");

    /** All that a stranger can see of an answer, but for the moment's own values. */
    private static String seen(Answer answer) {
        var headers = new TreeMap<>(answer.headers());
        OF_THE_MOMENT.forEach(name ->
                headers.computeIfPresent(name, (key, values) -> List.of(values.size() + " values of the moment")));
        return answer.status() + " " + headers + ' ' + answer.body().replaceAll("\"trace_id\":\"[0-9a-f]{32}\"", "");
    }

    private static Answer signIn(String path, String email, String password) {
        return Http.to(SERVER).post(path, Json.of("email", email, "password", password));
    }

    private static Person disabled() {
        var person = Person.signedIn(SERVER);
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        return person;
    }

    /** Somebody in whose name a strange attempt was stopped. */
    private static Person blocked() {
        var person = Person.signedIn(SERVER);
        SERVER.query("update app_user set blocked_at = now() where email = ?", person.email());
        return person;
    }

    private static Person erased() {
        var person = Person.signedIn(SERVER);
        person.api().delete("/api/user");
        return person;
    }

    private static Person unconfirmed() {
        var person = Person.newOn(SERVER);
        person.signUp();
        return person;
    }

    @Test
    @DisplayName("S-001")
    void a_sign_in_is_refused_alike_whoever_it_is_for() {
        var unknown = Person.newOn(SERVER);
        for (String path : List.of("/api/user/auth", "/api/auth")) {
            var expected = signIn(path, unknown.email(), Person.PASSWORD);
            assertThat(expected.status()).isEqualTo(401);
            assertThat(expected.code()).isEqualTo("invalid_credentials");
            assertThat(seen(signIn(path, Person.signedIn(SERVER).email(), "not the password 1")))
                    .as("known, wrong password")
                    .isEqualTo(seen(expected));
            assertThat(seen(signIn(path, unconfirmed().email(), "not the password 1")))
                    .as("unconfirmed, wrong password")
                    .isEqualTo(seen(expected));
            assertThat(seen(signIn(path, disabled().email(), Person.PASSWORD)))
                    .as("disabled, right password")
                    .isEqualTo(seen(expected));
            assertThat(seen(signIn(path, disabled().email(), "not the password 1")))
                    .as("disabled, wrong password")
                    .isEqualTo(seen(expected));
            assertThat(seen(signIn(path, blocked().email(), "not the password 1")))
                    .as("blocked, wrong password")
                    .isEqualTo(seen(expected));
            assertThat(seen(signIn(path, erased().email(), Person.PASSWORD)))
                    .as("erased, the password of then")
                    .isEqualTo(seen(expected));
        }
    }

    @Test
    @DisplayName("S-003")
    void a_password_that_is_too_long_or_empty_is_refused_alike_whoever_it_is_for() {
        String known = Person.signedIn(SERVER).email();
        String disabled = disabled().email();
        String unknown = Person.newOn(SERVER).email();
        for (int length : List.of(0, 1, 73, 129, 512, 513, 600, 100_000)) {
            String password = "x".repeat(length);
            var expected = signIn("/api/auth", unknown, password);
            assertThat(expected.status()).isEqualTo(length > 512 ? 422 : 401);
            assertThat(seen(signIn("/api/auth", known, password))).isEqualTo(seen(expected));
            assertThat(seen(signIn("/api/auth", disabled, password))).isEqualTo(seen(expected));
        }
    }

    @Test
    @DisplayName("S-002: a sign-in costs one hash, whoever it is for")
    void a_sign_in_costs_one_hash_whoever_it_is_for() {
        for (var person : List.of(
                Person.newOn(SERVER), Person.signedIn(SERVER), unconfirmed(), disabled(), blocked(), erased())) {
            for (String password : List.of(Person.PASSWORD, "not the password 1")) {
                assertThat(hashesOf(() -> person.signIn(password))).isEqualTo(1);
            }
        }
    }

    @Test
    @DisplayName("S-004: a sign-up costs one hash, whoever it is for")
    void a_sign_up_costs_one_hash_whoever_it_is_for() {
        for (var person : List.of(Person.newOn(SERVER), Person.signedIn(SERVER), unconfirmed(), disabled(), erased())) {
            assertThat(hashesOf(person::signUp)).isEqualTo(1);
        }
    }

    /** Counted, because a clock would sometimes lie. */
    private static long hashesOf(Runnable request) {
        var passwords = SERVER.bean(Passwords.class);
        long before = passwords.hashes();
        request.run();
        return passwords.hashes() - before;
    }

    @Test
    @DisplayName("S-004")
    void a_sign_up_is_answered_alike_whoever_it_is_for() {
        var expected = Person.newOn(SERVER).signUp();
        assertThat(expected.status()).isEqualTo(202);
        for (var person : List.of(Person.signedIn(SERVER), unconfirmed(), disabled(), erased())) {
            assertThat(seen(person.signUp())).isEqualTo(seen(expected));
        }
    }

    @Test
    @DisplayName("S-004")
    void a_sign_up_with_a_bad_password_is_refused_alike_whoever_it_is_for() {
        String body = "{\"name\": \"Ada\", \"email\": \"%s\", \"password\": \"baseball\"}";
        var http = Http.to(SERVER);
        var expected =
                http.post("/api/account", body.formatted(Person.newOn(SERVER).email()));
        assertThat(expected.status()).isEqualTo(422);
        for (var person : List.of(Person.signedIn(SERVER), unconfirmed())) {
            assertThat(seen(http.post("/api/account", body.formatted(person.email()))))
                    .isEqualTo(seen(expected));
        }
    }

    private static Answer ask(Http client, String path, String email) {
        String body = path.equals("/api/auth")
                ? Json.of("email", email, "password", "not the password 1")
                : Json.of("email", email);
        return client.from(Perigee.freshAddress()).post(path, body);
    }

    @DisplayName("S-005")
    @ParameterizedTest
    @ValueSource(strings = {"/api/auth/magic", "/api/user/password/reset/request"})
    void who_asks_for_a_link_is_answered_alike_whoever_it_is_for(String path) {
        var expected = ask(Http.to(SERVER), path, Person.newOn(SERVER).email());
        assertThat(expected.status()).isEqualTo(202);
        assertThat(expected.body()).isEmpty();
        for (var person : List.of(Person.signedIn(SERVER), unconfirmed(), disabled(), blocked(), erased())) {
            assertThat(seen(ask(Http.to(SERVER), path, person.email()))).isEqualTo(seen(expected));
        }
    }

    @DisplayName("S-005")
    @ParameterizedTest
    @ValueSource(strings = {"/api/auth/magic", "/api/user/password/reset/request"})
    void who_does_not_exist_or_is_shut_out_is_mailed_no_link(String path) {
        for (var person : List.of(Person.newOn(SERVER), disabled(), erased())) {
            String mails = "select count(*) from mail where recipient = ?";
            String before = SERVER.query(mails, person.email());
            ask(Http.to(SERVER), path, person.email());
            assertThat(SERVER.query(mails, person.email())).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("S-007")
    void who_asks_for_another_address_is_answered_alike_whoever_has_it() {
        var person = Person.signedIn(SERVER);
        var expected = changeTo(person, Person.newOn(SERVER));
        assertThat(expected.status()).isEqualTo(202);
        for (var other : List.of(Person.signedIn(SERVER), unconfirmed(), disabled(), erased())) {
            assertThat(seen(changeTo(person, other))).isEqualTo(seen(expected));
        }
    }

    private static Answer changeTo(Person person, Person other) {
        return person.api()
                .from(Perigee.freshAddress())
                .post("/api/user/email", Json.of("email", other.email(), "password", Person.PASSWORD));
    }

    @DisplayName("S-006")
    @ParameterizedTest
    @CsvSource({
        "/api/auth,                        10, 401, 90",
        "/api/auth/magic,                  3,  202, 300",
        "/api/user/password/reset/request, 3,  202, 1200"
    })
    void the_limit_of_an_address_is_reached_alike_whether_it_is_known(
            String path, int limit, int status, int secondsForOne) {
        String known = Person.signedIn(SERVER).email();
        try (var node = Perigee.node("perigee.client-url=" + SERVER.url())) {
            for (String email : List.of(known, Person.newOn(SERVER).email())) {
                for (int attempt = 1; attempt <= limit; attempt++) {
                    String spelling = attempt % 2 == 0 ? email : " " + email.toUpperCase(Locale.ROOT);
                    var answer = ask(Http.to(node), path, spelling);
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.header("retry-after")).isEmpty();
                }
                var refused = ask(Http.to(node), path, email);
                assertThat(refused.status()).isEqualTo(429);
                // From the first attempt on the bucket fills again, and hashes take their time.
                assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow()))
                        .isBetween(secondsForOne - 30, secondsForOne);
            }
        }
    }
}
