package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changing a password, and choosing one without the old one. */
class PasswordTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String NEXT = "nine amber lanterns 17";

    private static Answer reset(String token, String password) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", token, "password", password));
    }

    private static Answer change(String session, String current, String next) {
        return Http.to(SERVER)
                .bearer(session)
                .send("PUT", "/api/user/password", Json.of("current", current, "password", next));
    }

    private static boolean lives(Answer signIn) {
        return "true"
                        .equals(Http.to(SERVER)
                                .bearer(signIn.field("token"))
                                .get("/api/auth")
                                .field("authenticated"))
                && Http.to(SERVER)
                                .post("/api/auth/refresh", Json.of("refresh_token", signIn.field("refresh_token")))
                                .status()
                        == 200;
    }

    private static Answer ask(String email) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset/request", Json.of("email", email));
    }

    private static int mails(Person person) {
        return Integer.parseInt(SERVER.query("select count(*) from mail where recipient = ?", person.email()));
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    @Test
    @DisplayName("S-005")
    void a_reset_is_asked_for_alike_whoever_has_the_address_and_only_who_may_come_in_gets_it() {
        var known = Person.signedIn(SERVER);
        var unconfirmed = Person.newOn(SERVER);
        unconfirmed.signUp();
        var shutOut = Person.signedIn(SERVER);
        SERVER.query("update app_user set disabled_at = now() where email = ?", shutOut.email());
        var nobody = Person.newOn(SERVER);
        var expected = ask(known.email());
        assertThat(expected.status()).isEqualTo(202);
        for (var person : List.of(unconfirmed, shutOut, nobody)) {
            var answer = ask(person.email());
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo(expected.body());
            assertThat(answer.headers().keySet()).isEqualTo(expected.headers().keySet());
        }
        assertThat(List.of(known, unconfirmed)).allMatch(person -> mails(person) == 2);
        assertThat(mails(shutOut)).as("only that of the sign-up").isEqualTo(1);
        assertThat(mails(nobody)).isZero();
    }

    @Test
    @DisplayName("S-016 S-063")
    void a_reset_ends_every_session_and_link_begins_none_and_is_told() {
        var person = Person.signedIn(SERVER);
        var sessions = List.of(person.signIn(), person.signIn());
        String magic = person.magicToken();
        String disown = person.disownToken();
        var answer = reset(person.resetToken(), NEXT);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(sessions).noneMatch(PasswordTest::lives);
        assertSpent(Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", magic)));
        assertSpent(Http.to(SERVER).post("/api/auth/disown", Json.of("token", disown)));
        assertThat(person.signIn().status()).isEqualTo(401);
        assertThat(person.signIn(NEXT).status()).isEqualTo(200);
        Person.until(() -> person.mails().body().contains("Your password was changed") ? true : null);
    }

    @Test
    @DisplayName("S-055")
    void of_fifty_resets_with_one_link_exactly_one_counts() {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        var answers = Together.ask(50, number -> Together.served(() -> reset(token, "password number " + number)));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 410)).hasSize(49);
        assertThat(SERVER.query(
                        "select count(*) from mail where recipient = ? and kind = 'password_changed'", person.email()))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-057")
    void a_used_a_replaced_and_an_expired_link_are_refused() {
        var person = Person.signedIn(SERVER);
        String first = person.resetToken();
        String second = person.resetToken();
        assertSpent(reset(first, NEXT));
        assertThat(reset(second, NEXT).status()).isEqualTo(204);
        assertSpent(reset(second, "another password 1"));
        String third = person.resetToken();
        SERVER.query("update mailed_token set expires_at = now() where purpose = 'reset'");
        assertSpent(reset(third, "another password 1"));
        assertThat(person.signIn(NEXT).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-029")
    void no_token_resets_nothing() {
        Person.signedIn(SERVER).resetToken();
        for (String token : List.of("\"\"", "\" \"", "null", "[]", "{}", "0", "true", "\"\\u0000\"")) {
            var answer = Http.to(SERVER)
                    .from(Perigee.freshAddress())
                    .post("/api/user/password/reset", "{\"token\": " + token + ", \"password\": \"" + NEXT + "\"}");
            assertThat(answer.status()).as(token).isIn(400, 422);
        }
        var without = Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("password", NEXT));
        assertThat(without.status()).isEqualTo(422);
    }

    @Test
    @DisplayName("S-014")
    void a_password_that_is_not_taken_leaves_the_link_good() {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        for (String bad : List.of("short", "passwordpassword", person.email(), "x".repeat(129))) {
            var answer = reset(token, bad);
            assertThat(answer.status()).as(bad).isEqualTo(422);
            assertThat(answer.body()).contains("\"password\"");
        }
        assertThat(reset(token, NEXT).status()).isEqualTo(204);
    }

    @Test
    @DisplayName("S-021 S-022")
    void who_resets_the_password_of_an_address_that_another_signed_up_with_owns_it_alone() {
        var victim = Person.newOn(SERVER);
        victim.signUp();
        String attackersLink = victim.mailedToken();
        var attacker = victim.signIn();
        assertThat(attacker.status()).isEqualTo(200);
        assertThat(reset(victim.resetToken(), NEXT).status()).isEqualTo(204);
        assertThat(lives(attacker)).isFalse();
        assertThat(victim.signIn().status()).isEqualTo(401);
        var owner = victim.signIn(NEXT);
        assertThat(owner.field("user.verified")).isEqualTo("true");
        assertSpent(
                Http.to(SERVER).post("/api/user/verify", Json.of("token", attackersLink, "password", Person.PASSWORD)));
    }

    @Test
    void somebody_who_is_shut_out_gets_no_new_password() {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        assertSpent(reset(token, NEXT));
    }

    @Test
    @DisplayName("S-062")
    void the_user_is_the_tokens_and_nobody_elses() {
        var person = Person.signedIn(SERVER);
        String token = person.resetToken();
        var answer = Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post(
                        "/api/user/password/reset",
                        Json.of(
                                "token",
                                token,
                                "password",
                                NEXT,
                                "email",
                                Person.newOn(SERVER).email()));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(reset(token, NEXT).status()).isEqualTo(204);
    }

    @Test
    @DisplayName("S-015")
    void the_current_password_is_asked_for_and_a_session() {
        var person = Person.signedIn(SERVER);
        var without =
                Http.to(SERVER).bearer(person.token()).send("PUT", "/api/user/password", Json.of("password", NEXT));
        assertThat(without.status()).isEqualTo(422);
        var wrong = change(person.token(), "another password 1", NEXT);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("invalid_credentials");
        var nobody = Http.to(SERVER)
                .send("PUT", "/api/user/password", Json.of("current", Person.PASSWORD, "password", NEXT));
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(person.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-016")
    void a_change_ends_the_other_sessions_and_every_link_and_is_told() {
        var person = Person.signedIn(SERVER);
        var current = person.signIn();
        var others = List.of(person.signIn(), person.signIn());
        String magic = person.magicToken();
        assertThat(change(current.field("token"), Person.PASSWORD, NEXT).status())
                .isEqualTo(204);
        assertThat(others).noneMatch(PasswordTest::lives);
        assertThat(lives(current)).isTrue();
        assertSpent(Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", magic)));
        assertThat(person.signIn().status()).isEqualTo(401);
        assertThat(person.signIn(NEXT).status()).isEqualTo(200);
        Person.until(() -> person.mails().body().contains("Your password was changed") ? true : null);
    }

    @Test
    void whoever_guesses_the_current_password_by_a_stolen_session_is_stopped() {
        var person = Person.signedIn(SERVER);
        for (int i = 0; i < 5; i++) {
            assertThat(change(person.token(), "guess number " + i, NEXT).status())
                    .isEqualTo(401);
        }
        assertThat(change(person.token(), Person.PASSWORD, NEXT).status()).isEqualTo(429);
        assertThat(person.signIn().status()).isEqualTo(200);
    }

    @Test
    void of_two_changes_at_once_one_counts() {
        var person = Person.signedIn(SERVER);
        var answers = Together.ask(2, number -> change(person.token(), Person.PASSWORD, "password number " + number));
        assertThat(Together.statuses(answers)).containsExactly(204, 401);
    }
}
