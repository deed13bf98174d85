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

/** Signing in by a link: who gets one, what it opens, and how often. */
class MagicLinkTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer ask(String email) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post("/api/auth/magic", Json.of("email", email));
    }

    private static Answer use(String token) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post("/api/auth/magic/verify", Json.of("token", token));
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    @Test
    @DisplayName("S-005")
    void known_unknown_unconfirmed_and_shut_out_addresses_are_answered_alike() {
        var unconfirmed = Person.newOn(SERVER);
        unconfirmed.signUp();
        var shutOut = Person.signedIn(SERVER);
        SERVER.query("update app_user set disabled_at = now() where email = ?", shutOut.email());
        var known = ask(Person.signedIn(SERVER).email());
        assertThat(known.status()).isEqualTo(202);
        for (String email : List.of(
                unconfirmed.email(), shutOut.email(), Person.newOn(SERVER).email())) {
            var answer = ask(email);
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo(known.body());
            assertThat(answer.headers().keySet()).isEqualTo(known.headers().keySet());
        }
    }

    @Test
    @DisplayName("S-005")
    void nobody_and_somebody_shut_out_get_no_mail() {
        var nobody = Person.newOn(SERVER);
        var shutOut = Person.signedIn(SERVER);
        int before = shutOut.mails().json().path("items").size();
        SERVER.query("update app_user set disabled_at = now() where email = ?", shutOut.email());
        ask(nobody.email());
        ask(shutOut.email());
        // The outbox keeps its order: once this one has its mail, theirs would be there too.
        Person.signedIn(SERVER).magicToken();
        assertThat(nobody.mails().json().path("items").size()).isZero();
        assertThat(shutOut.mails().json().path("items").size()).isEqualTo(before);
        assertThat(SERVER.query("select count(*) from mail where recipient = ?", nobody.email()))
                .isEqualTo("0");
    }

    @Test
    void somebody_shut_out_does_not_come_in_by_a_link_of_before_and_the_attempt_is_noted() {
        var person = Person.signedIn(SERVER);
        String token = person.magicToken();
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        assertSpent(use(token));
        assertThat(SERVER.query("""
                select result from login where user_id = (select id from app_user where email = ?)
                 order by id desc limit 1""", person.email())).isEqualTo("disabled");
    }

    @Test
    @DisplayName("S-057")
    void a_later_link_takes_the_place_of_an_earlier_one() {
        var person = Person.signedIn(SERVER);
        String first = person.magicToken();
        String second = person.magicToken();
        assertSpent(use(first));
        assertThat(use(second).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-057")
    void a_link_expires_after_ten_minutes() {
        var person = Person.signedIn(SERVER);
        String token = person.magicToken();
        assertThat(SERVER.query("""
                select extract(epoch from expires_at - created_at)::int from mailed_token
                 where purpose = 'magic' and user_id = (select id from app_user where email = ?)""", person.email())).isEqualTo("600");
        SERVER.query("""
                update mailed_token set expires_at = now()
                 where purpose = 'magic' and user_id = (select id from app_user where email = ?)""", person.email());
        assertSpent(use(token));
    }

    @Test
    @DisplayName("S-055")
    void of_a_hundred_uses_at_once_exactly_one_signs_in() {
        var person = Person.signedIn(SERVER);
        String token = person.magicToken();
        String before = sessions(person);
        var answers = Together.ask(100, number -> Together.served(() -> use(token)));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 410)).hasSize(99);
        assertThat(Integer.parseInt(sessions(person))).isEqualTo(Integer.parseInt(before) + 1);
    }

    private static String sessions(Person person) {
        return SERVER.query("""
                select count(*) from session s join app_user u on u.id = s.user_id where u.email = ?""", person.email());
    }

    @Test
    @DisplayName("S-056")
    void scanners_who_open_the_link_change_nothing() {
        var person = Person.signedIn(SERVER);
        String token = person.magicToken();
        for (String path : List.of("/magic", "/magic?token=" + token, "/api/auth/magic/verify")) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                Http.to(SERVER).with("User-Agent", "LinkScanner/1.0").send(method, path, null);
            }
        }
        assertThat(use(token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-029")
    void empty_and_odd_tokens_match_nothing() {
        Person.signedIn(SERVER).magicToken();
        for (String path : List.of("/api/auth/magic/verify", "/api/auth/disown", "/api/user/email/confirm")) {
            for (String token : List.of("\"\"", "\" \"", "null", "[]", "{}", "0", "true", "\"\\u0000\"")) {
                var answer = Http.to(SERVER).from(Perigee.freshAddress()).post(path, "{\"token\": " + token + "}");
                assertThat(answer.status()).as(path + token).isIn(400, 422);
            }
            assertThat(Http.to(SERVER)
                            .from(Perigee.freshAddress())
                            .post(path, "{}")
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void cut_tokens_are_refused() {
        String token = Person.signedIn(SERVER).magicToken();
        assertSpent(use(token.substring(0, 42)));
        assertSpent(use(token + "A"));
        assertSpent(use(token.toLowerCase(java.util.Locale.ROOT)));
        assertThat(use(token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-035")
    void a_token_opens_only_what_it_was_mailed_for() {
        var person = Person.signedIn(SERVER);
        var newcomer = Person.newOn(SERVER);
        newcomer.signUp();
        String reset = person.resetToken();
        String disown = person.disownToken();
        String magic = person.magicToken();
        String refresh = person.signIn().field("refresh_token");
        assertSpent(use(newcomer.mailedToken()));
        assertSpent(use(reset));
        assertSpent(use(disown));
        assertSpent(use(refresh));
        assertSpent(use(person.token().substring(0, 43)));
        for (String path : List.of("/api/auth/disown", "/api/user/email/confirm")) {
            assertSpent(Http.to(SERVER).post(path, Json.of("token", magic)));
            assertSpent(Http.to(SERVER).post(path, Json.of("token", reset)));
        }
        assertSpent(Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", magic, "password", "nine amber lanterns 17")));
        assertSpent(Http.to(SERVER).post("/api/user/verify", Json.of("token", magic, "password", Person.PASSWORD)));
        assertThat(use(magic).status()).isEqualTo(200);
    }

    @Test
    void a_browser_gets_cookies_and_a_native_client_its_refresh_token() {
        var person = Person.signedIn(SERVER);
        var browser = use(person.magicToken());
        assertThat(browser.cookie("__Host-refresh")).isNotEmpty();
        assertThat(browser.field("refresh_token")).isEmpty();
        var phone = Http.to(SERVER)
                .post("/api/auth/magic/verify", Json.of("token", person.magicToken(), "client", "native"));
        assertThat(phone.field("refresh_token")).isNotEmpty();
        assertThat(Http.to(SERVER).bearer(phone.field("token")).get("/api/user").field("email"))
                .isEqualTo(person.email());
    }

    @Test
    @DisplayName("S-020")
    void an_address_that_was_never_confirmed_gets_its_confirmation_and_no_way_in() {
        var person = Person.newOn(SERVER);
        person.signUp();
        person.waitForMail(1);
        ask(person.email());
        var mails = person.waitForMail(2);
        String link = mails.json().path("items").path(0).path("links").path(0).asString();
        assertThat(link).contains("/verify#token=");
        assertThat(Http.to(SERVER)
                        .post("/api/user/verify", Json.of("token", Person.tokenIn(mails)))
                        .code())
                .isEqualTo("password_required");
    }

    @Test
    @DisplayName("S-066")
    void a_mailbox_is_not_flooded_whoever_asks() {
        var person = Person.signedIn(SERVER);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(person.email()).status()).isEqualTo(202);
        }
        assertThat(ask(person.email()).status()).isEqualTo(429);
        var nobody = Person.newOn(SERVER);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(nobody.email()).status()).isEqualTo(202);
        }
        assertThat(ask(nobody.email()).status()).isEqualTo(429);
    }
}
