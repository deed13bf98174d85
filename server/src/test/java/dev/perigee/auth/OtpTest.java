package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing in with a second factor. */
class OtpTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer otp(String pending, String code) {
        return otp(Http.to(SERVER).from(Perigee.freshAddress()), pending, code);
    }

    private static Answer otp(Http client, String pending, String code) {
        return client.post("/api/auth/otp", Json.of("pending_token", pending, "code", code, "client", "native"));
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static String sessions(Person person) {
        return SERVER.query(
                "select count(*) from session s join app_user u on u.id = s.user_id where u.email = ?", person.email());
    }

    private static String wrong(Person person) {
        String right = person.authenticator().at(0)
                + person.authenticator().at(1)
                + person.authenticator().at(-1);
        return right.contains("123456") ? "654321" : "123456";
    }

    @Test
    @DisplayName("S-080 S-088")
    void a_password_alone_gives_no_session_and_no_cookie() {
        var person = Person.enrolled(SERVER);
        String before = sessions(person);
        for (String client : List.of("web", "native")) {
            var answer = Http.to(SERVER)
                    .post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD, "client", client));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("otp_required")).isEqualTo("true");
            assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("otp_required", "pending_token");
            assertThat(answer.header("set-cookie")).isEmpty();
        }
        assertThat(sessions(person)).isEqualTo(before);
    }

    @Test
    @DisplayName("S-061 S-088")
    void a_sign_in_link_alone_gives_none_either() {
        var person = Person.enrolled(SERVER);
        String before = sessions(person);
        var answer = Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", person.magicToken()));
        assertThat(answer.field("otp_required")).isEqualTo("true");
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(sessions(person)).isEqualTo(before);
        assertThat(otp(answer.field("pending_token"), person.authenticator().next())
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("S-061 S-088")
    void the_way_back_of_a_stopped_sign_in_asks_for_the_code_too() {
        var person = Person.enrolled(SERVER);
        SERVER.query("update app_user set blocked_at = now() where email = ?", person.email());
        String token = person.tokenBy(() -> assertRefused(person.signIn(), 403, "sign_in_blocked"), "/magic");
        var answer = Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", token));
        assertThat(answer.field("otp_required")).isEqualTo("true");
        assertThat(otp(answer.field("pending_token"), person.authenticator().next())
                        .status())
                .isEqualTo(200);
        assertThat(person.signIn().field("otp_required")).isEqualTo("true");
    }

    @Test
    @DisplayName("S-061 S-088")
    void a_new_password_by_mail_leaves_the_second_factor_where_it_is() {
        var person = Person.enrolled(SERVER);
        String next = "nine amber lanterns 17";
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/user/password/reset", Json.of("token", person.resetToken(), "password", next))
                        .status())
                .isEqualTo(204);
        assertThat(person.signIn(next).field("otp_required")).isEqualTo("true");
    }

    @Test
    void a_code_completes_the_sign_in_once() {
        var person = Person.enrolled(SERVER);
        String pending = person.pendingToken();
        var answer = otp(pending, person.authenticator().next());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("user.email")).isEqualTo(person.email());
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(200);
        assertRefused(otp(pending, person.authenticator().next()), 401, "invalid_pending_token");
        assertThat(SERVER.query("""
                select string_agg(result, ',' order by time) from login l join app_user u on u.id = l.user_id
                 where u.email = ?""", person.email())).isEqualTo("signed_in,code_due,signed_in");
    }

    @Test
    void a_browser_gets_its_cookie_once_the_code_was_right() {
        var person = Person.enrolled(SERVER);
        var answer = Http.to(SERVER)
                .post(
                        "/api/auth/otp",
                        Json.of(
                                "pending_token",
                                person.pendingToken(),
                                "code",
                                person.authenticator().next()));
        assertThat(answer.cookie("__Host-refresh")).isNotEmpty();
        assertThat(answer.json().has("refresh_token")).isFalse();
    }

    @Test
    @DisplayName("S-080")
    void a_pending_token_opens_no_route() {
        var person = Person.enrolled(SERVER);
        String pending = person.pendingToken();
        var http = Http.to(SERVER).bearer(pending);
        for (Route route : SERVER.bean(Routes.class).all()) {
            if (route.verify() != null) {
                String path =
                        route.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
                assertThat(http.send(route.method(), path, null).status())
                        .as(route.toString())
                        .isEqualTo(401);
            }
        }
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
        assertRefused(
                Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", pending)),
                401,
                "invalid_refresh_token");
        assertRefused(
                Http.to(SERVER)
                        .with("Cookie", "__Host-refresh=" + pending)
                        .with("X-App", "web")
                        .with("Origin", SERVER.url())
                        .post("/api/auth/refresh", "{}"),
                401,
                "invalid_refresh_token");
        assertThat(otp(pending, person.authenticator().next()).status()).isEqualTo(200);
    }

    @Test
    void a_pending_token_ends_with_time_with_the_password_and_with_everything_else_that_ends_sessions() {
        var person = Person.enrolled(SERVER);
        String late = person.pendingToken();
        SERVER.query("""
                update pending_sign_in p set expires_at = now() from app_user u
                 where u.id = p.user_id and u.email = ?""", person.email());
        assertRefused(otp(late, person.authenticator().next()), 401, "invalid_pending_token");

        String begun = person.pendingToken();
        assertThat(person.api().delete("/api/auth/session").status()).isEqualTo(204);
        assertRefused(otp(begun, person.authenticator().next()), 401, "invalid_pending_token");

        String byOldPassword = person.pendingToken();
        assertThat(person.api()
                        .send(
                                "PUT",
                                "/api/user/password",
                                Json.of("current", Person.PASSWORD, "password", "nine amber lanterns 17"))
                        .status())
                .isEqualTo(204);
        assertRefused(otp(byOldPassword, wrong(person)), 401, "invalid_pending_token");
    }

    @Test
    @DisplayName("S-083")
    void a_code_is_taken_once() {
        var person = Person.enrolled(SERVER);
        String code = person.authenticator().next();
        assertThat(otp(person.pendingToken(), code).status()).isEqualTo(200);
        assertRefused(otp(person.pendingToken(), code), 401, "invalid_code");
    }

    @Test
    @DisplayName("S-083")
    void of_many_uses_of_a_code_at_once_on_two_nodes_one_counts() {
        try (var other = Perigee.node(Perigee.roomy())) {
            var person = Person.enrolled(SERVER);
            var nodes = List.of(SERVER, other);
            var pending =
                    List.of(person.pendingToken(), person.pendingToken(), person.pendingToken(), person.pendingToken());
            String code = person.authenticator().next();
            var answers = Together.ask(4, n -> otp(Http.to(nodes.get(n % 2)), pending.get(n), code));
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("S-083")
    void a_code_from_before_the_last_one_is_not_taken_any_more() {
        var person = Person.enrolled(SERVER);
        String later = person.authenticator().at(1);
        String earlier = person.authenticator().at(0);
        assertThat(otp(person.pendingToken(), later).status()).isEqualTo(200);
        assertRefused(otp(person.pendingToken(), earlier), 401, "invalid_code");
    }

    @Test
    @DisplayName("S-081")
    void five_wrong_codes_and_no_more_wherever_from_and_however_often_one_begins_again() {
        try (var other = Perigee.node(Perigee.roomy())) {
            var person = Person.enrolled(SERVER);
            var nodes = List.of(SERVER, other);
            for (int n = 0; n < 5; n++) {
                assertRefused(
                        otp(
                                Http.to(nodes.get(n % 2)).from(Perigee.freshNetwork()),
                                person.pendingToken(),
                                wrong(person)),
                        401,
                        "invalid_code");
            }
            for (var node : nodes) {
                var refused = otp(
                        Http.to(node).from(Perigee.freshNetwork()),
                        person.pendingToken(),
                        person.authenticator().next());
                assertRefused(refused, 429, "too_many_requests");
                assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow()))
                        .isBetween(800, 900);
                assertThat(refused.header("ratelimit-policy")).contains("\"otp\";q=5;w=900");
            }
        }
    }

    @Test
    @DisplayName("S-081")
    void of_a_hundred_guesses_at_once_five_are_looked_at() {
        var person = Person.enrolled(SERVER);
        String pending = person.pendingToken();
        var answers = Together.ask(100, n -> Together.served(() -> otp(pending, wrong(person))));
        assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSize(5);
        assertThat(answers.stream().filter(answer -> answer.status() == 429)).hasSize(95);
    }

    @Test
    @DisplayName("S-082")
    void guesses_of_somebody_with_the_password_leave_the_sessions_alone_and_are_told() {
        var person = Person.enrolled(SERVER);
        String pending = person.pendingToken();
        for (int n = 0; n < 7; n++) {
            otp(pending, wrong(person));
        }
        assertThat(person.api().get("/api/user").status()).isEqualTo(200);
        assertThat(SERVER.query(
                        "select count(*) from mail where recipient = ? and kind = 'codes_guessed'", person.email()))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-082")
    void without_the_password_nobody_gets_to_guess() {
        var person = Person.enrolled(SERVER);
        for (int n = 0; n < 7; n++) {
            assertRefused(otp("A".repeat(43), wrong(person)), 401, "invalid_pending_token");
        }
        assertThat(otp(person.pendingToken(), person.authenticator().next()).status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("S-081")
    void codes_that_were_right_do_not_count() {
        var person = Person.enrolled(SERVER);
        for (String code : person.backupCodes().subList(0, 7)) {
            assertThat(otp(person.pendingToken(), code).status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("S-085")
    void a_backup_code_signs_in_once_and_is_told() {
        var person = Person.enrolled(SERVER);
        String code =
                person.backupCodes().get(3).toLowerCase(java.util.Locale.ROOT).replace("-", " ");
        assertThat(otp(person.pendingToken(), code).status()).isEqualTo(200);
        assertRefused(otp(person.pendingToken(), code), 401, "invalid_code");
        assertThat(person.api().get("/api/user/2fa").field("backup_codes")).isEqualTo("9");
        assertThat(SERVER.query(
                        "select count(*) from mail where recipient = ? and kind = 'backup_code_used'", person.email()))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-085")
    void of_many_uses_of_a_backup_code_at_once_one_counts() {
        var person = Person.enrolled(SERVER);
        var pending =
                List.of(person.pendingToken(), person.pendingToken(), person.pendingToken(), person.pendingToken());
        var answers =
                Together.ask(4, n -> otp(pending.get(n), person.backupCodes().getFirst()));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    }

    @Test
    @DisplayName("S-085")
    void the_database_has_the_codes_as_hashes_only() {
        var person = Person.enrolled(SERVER);
        assertThat(SERVER.query("""
                select count(*) from backup_code b join app_user u on u.id = b.user_id
                 where u.email = ? and b.hash like '$argon2id$v=19$m=19456,t=2,p=1$%'""", person.email())).isEqualTo("10");
        String rows = SERVER.query("""
                select string_agg(b::text, ' ') from backup_code b join app_user u on u.id = b.user_id
                 where u.email = ?""", person.email());
        assertThat(person.backupCodes())
                .noneMatch(code ->
                        rows.contains(code) || rows.contains(code.substring(2).replace("-", "")));
    }

    @Test
    @DisplayName("S-089")
    void a_secret_that_was_copied_to_somebody_else_opens_nothing() {
        var person = Person.enrolled(SERVER);
        var other = Person.enrolled(SERVER);
        SERVER.query("""
                update second_factor set secret = (select secret from second_factor f join app_user u on u.id = f.user_id
                                                    where u.email = ?)
                 where user_id = (select id from app_user where email = ?)""", person.email(), other.email());
        var answer = otp(other.pendingToken(), person.authenticator().next());
        assertThat(answer.status()).isEqualTo(500);
        assertThat(sessions(other)).isEqualTo("1");
    }

    @Test
    @DisplayName("S-081, S-085: one count for every door and every kind of code")
    void five_wrong_codes_at_whichever_door() {
        var person = Person.enrolled(SERVER);
        String pending = person.pendingToken();
        String wrong = "0-0000-0000-0000";
        assertRefused(otp(pending, wrong), 401, "invalid_code");
        assertRefused(otp(pending, wrong(person)), 401, "invalid_code");
        assertRefused(person.api().post("/api/auth/step-up", Json.of("code", wrong)), 401, "invalid_code");
        String off = Json.of("password", Person.PASSWORD, "code", wrong);
        assertRefused(person.api().post("/api/user/2fa/off", off), 401, "invalid_code");
        assertRefused(person.api().post("/api/auth/step-up", Json.of("code", wrong(person))), 401, "invalid_code");

        String right = person.backupCodes().getFirst();
        assertRefused(otp(pending, right), 429, "too_many_requests");
        assertRefused(person.api().post("/api/auth/step-up", Json.of("code", right)), 429, "too_many_requests");
        assertRefused(
                person.api().post("/api/user/2fa/off", Json.of("password", Person.PASSWORD, "code", right)),
                429,
                "too_many_requests");
    }
}
