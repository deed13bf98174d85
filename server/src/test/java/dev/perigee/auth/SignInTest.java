package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing in by address and password. */
class SignInTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static final String SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    private static Answer signIn(String email, String password) {
        return Http.to(SERVER).post("/api/user/auth", Json.of("email", email, "password", password));
    }

    private static Answer web(Person person) {
        return signIn(person.email(), Person.PASSWORD);
    }

    /** Somebody who has signed up with this password. */
    private static Person with(String password) {
        var person = Person.newOn(SERVER);
        Http.to(SERVER).post("/api/account", Json.of("name", "Ada", "email", person.email(), "password", password));
        return person;
    }

    private static String logins(Person person, String columns) {
        return SERVER.query("""
                select string_agg(concat_ws('|', %s), ',' order by time) from login l
                  join app_user u on u.id = l.user_id where u.email = ?""".formatted(columns), person.email());
    }

    @Test
    @DisplayName("S-010")
    void a_password_counts_to_its_last_character() {
        String password =
                "a long sentence that nobody else would think of: the otter reads the moon backwards 0123456789abcdefgh";
        assertThat(password.length()).isGreaterThan(99);
        var person = with(password);
        for (String other : List.of(
                password.substring(0, 72),
                password.substring(0, 99),
                password.substring(0, password.length() - 1),
                password + "i",
                password + " ",
                " " + password,
                password + "\n",
                password.toUpperCase(Locale.ROOT),
                password.replace('m', 'M'))) {
            assertThat(person.signIn(other.replace("\n", "\\n")).status())
                    .as(other)
                    .isEqualTo(401);
        }
        assertThat(person.signIn(password).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-010")
    void a_blank_at_the_end_of_a_password_counts() {
        var person = with("seven purple otters ");
        assertThat(person.signIn("seven purple otters").status()).isEqualTo(401);
        assertThat(person.signIn("seven purple otters ").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-011")
    void the_last_of_thirty_emoji_counts() {
        String otter = new String(Character.toChars(0x1f9a6));
        var person = with(otter.repeat(30));
        assertThat(person.signIn(otter.repeat(29) + new String(Character.toChars(0x1f9a7)))
                        .status())
                .isEqualTo(401);
        assertThat(person.signIn(otter.repeat(29)).status()).isEqualTo(401);
        assertThat(person.signIn(otter.repeat(30)).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-011")
    void two_ways_of_writing_one_accent_are_one_password() {
        String password = "caf\u00e9 cr\u00e8me \u00e0 Besan\u00e7on";
        var person = with(password);
        assertThat(person.signIn(Normalizer.normalize(password, Normalizer.Form.NFD))
                        .status())
                .isEqualTo(200);
        assertThat(person.signIn(password).status()).isEqualTo(200);
        assertThat(person.signIn("cafe creme a Besancon").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-011")
    void letters_that_only_look_alike_are_not_one_password() {
        var person = with("\ufb01ve \u2460 tall giraffes");
        assertThat(person.signIn("five 1 tall giraffes").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-060")
    void credentials_that_could_be_read_in_two_ways_are_refused() {
        var person = Person.signedIn(SERVER);
        for (String form : List.of(
                "{\"email\": [\"%s\"], \"password\": \"P\"}",
                "{\"email\": \"%s\", \"email\": \"v@example.org\", \"password\": \"P\"}",
                "{\"email\": \"%s\", \"password\": [\"P\"]}",
                "{\"email\": \"%s\", \"password\": {\"$ne\": \"\"}}",
                "{\"email\": {\"$gt\": \"\"}, \"password\": \"P\"}",
                "{\"email\": \"%s\", \"password\": true}",
                "{\"email\": \"%s\", \"password\": \"P\", \"user_id\": 1}",
                "{\"email\": \"%s\", \"password\": \"P\", \"permission\": \"master\"}",
                "{\"email\": \"%s\", \"password\": \"P\", \"__proto__\": {\"verified\": true}}",
                "{\"email\": \"%s\", \"password\": \"P\"} x",
                "{\"email\": \"%s\", \"password\": \"P\"}{}",
                "[{\"email\": \"%s\", \"password\": \"P\"}]",
                "{\"email\": \"%s\", \"password\": \"P",
                "email=%s&password=P",
                "null",
                "")) {
            String body = form.replace("%s", person.email()).replace("\"P", '"' + Person.PASSWORD);
            var answer = Http.to(SERVER).post("/api/user/auth", body);
            assertThat(answer.status()).as(form).isEqualTo(400);
            assertThat(answer.body()).doesNotContain(person.email(), Person.PASSWORD);
        }
    }

    @Test
    void credentials_sent_as_a_form_or_in_the_address_are_refused() {
        var person = Person.signedIn(SERVER);
        String form = "email=" + person.email() + "&password=seven+purple+otters+42";
        assertThat(Http.to(SERVER)
                        .with("Content-Type", "application/x-www-form-urlencoded")
                        .post("/api/user/auth", form)
                        .status())
                .isEqualTo(415);
        assertThat(Http.to(SERVER)
                        .with("Content-Type", "text/plain")
                        .post("/api/user/auth", Json.of("email", person.email(), "password", Person.PASSWORD))
                        .status())
                .isEqualTo(415);
        assertThat(Http.to(SERVER).post("/api/user/auth?" + form, null).status())
                .isEqualTo(400);
        assertThat(Http.to(SERVER).post("/api/user/auth?" + form, "{}").status())
                .isEqualTo(422);
    }

    @Test
    void a_client_that_is_neither_web_nor_native_is_refused() {
        for (String client : List.of("", "Native", "desktop", "native\n")) {
            var answer = Http.to(SERVER)
                    .post(
                            "/api/user/auth",
                            Json.of("email", "a@example.org", "password", Person.PASSWORD, "client", client));
            assertThat(answer.status()).isEqualTo(422);
        }
    }

    @Test
    void somebody_whose_only_account_is_shut_is_refused() {
        var person = Person.signedIn(SERVER);
        SERVER.query("""
                update account a set disabled_at = now() from membership m, app_user u
                 where m.account_id = a.id and m.user_id = u.id and u.email = ?""", person.email());
        assertThat(web(person).status()).isEqualTo(401);
    }

    @Test
    void every_attempt_is_noted_with_its_result_device_and_browser() {
        var person = Person.newOn(SERVER);
        person.signUp();
        var firefox = Http.to(SERVER).with("User-Agent", FIREFOX);
        var safari = Http.to(SERVER).from(Perigee.freshAddress()).with("User-Agent", SAFARI);
        firefox.post("/api/user/auth", Json.of("email", person.email(), "password", "not the password 1"));
        safari.post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        Http.to(SERVER).post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
        assertThat(logins(person, "result, device, browser"))
                .isEqualTo("wrong_password|Windows|Firefox,limited|iOS|Mobile Safari,disabled|unknown|unknown");
    }

    @Test
    void an_attempt_is_noted_with_the_address_that_it_came_from() {
        var person = Person.newOn(SERVER);
        person.signUp();
        String address = Perigee.freshAddress();
        Http.to(SERVER)
                .from(address)
                .with("X-Forwarded-For", "203.0.113.7")
                .post("/api/auth", Json.of("email", person.email(), "password", "not the password 1"));
        assertThat(logins(person, "host(ip)")).isEqualTo(address);
    }

    @Test
    void an_attempt_for_nobody_is_noted_without_the_address_that_was_typed() {
        String address = Perigee.freshAddress();
        Http.to(SERVER)
                .from(address)
                .post("/api/auth", Json.of("email", "nobody@example.org", "password", Person.PASSWORD));
        assertThat(SERVER.query(
                        "select concat_ws('|', user_id is null, result) from login where ip = cast(? as inet)",
                        address))
                .isEqualTo("t|unknown_user");
    }

    @Test
    @DisplayName("S-169")
    void an_odd_user_agent_signs_in_all_the_same() {
        var person = Person.newOn(SERVER);
        person.signUp();
        for (String agent : List.of(
                "${jndi:ldap://127.0.0.1:1/a}", "'; drop table login; --", "x".repeat(6_000), "\u00e9\u001b[31m")) {
            assertThat(Http.to(SERVER)
                            .with("User-Agent", agent)
                            .post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD))
                            .status())
                    .isIn(200, 400);
        }
    }

    @Test
    @DisplayName("S-012")
    void a_password_is_kept_as_argon2id_of_owasp_strength_with_a_salt_of_its_own() {
        var hashes = Stream.of(with(Person.PASSWORD), with(Person.PASSWORD))
                .map(person -> SERVER.query("select password_hash from app_user where email = ?", person.email()))
                .toList();
        for (String hash : hashes) {
            var parts = hash.split("\\$", -1);
            assertThat(List.of(parts).subList(1, 4)).containsExactly("argon2id", "v=19", "m=19456,t=2,p=1");
            assertThat(Base64.getDecoder().decode(parts[4])).hasSize(16);
            assertThat(Base64.getDecoder().decode(parts[5])).hasSize(32);
        }
        assertThat(hashes.get(0).split("\\$", -1)[4]).isNotEqualTo(hashes.get(1).split("\\$", -1)[4]);
        assertThat(hashes.get(0)).isNotEqualTo(hashes.get(1));
    }

    @Test
    void both_paths_sign_in_alike() {
        var person = Person.signedIn(SERVER);
        String body = Json.of("email", person.email(), "password", Person.PASSWORD);
        var first = Http.to(SERVER).post("/api/user/auth", body);
        var second = Http.to(SERVER).post("/api/auth", body);
        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        assertThat(first.json().propertyNames()).containsExactly("token", "expires_at", "user");
        assertThat(second.json().propertyNames()).containsExactly("token", "expires_at", "user");
        assertThat(second.json().path("user")).isEqualTo(first.json().path("user"));
        assertThat(second.headers().keySet()).isEqualTo(first.headers().keySet());
    }

    @Test
    void the_answer_holds_the_same_user_as_the_profile() {
        var person = Person.signedIn(SERVER);
        var user = web(person).json().path("user");
        assertThat(user).isEqualTo(person.api().get("/api/user").json());
        assertThat(user.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "email",
                        "verified",
                        "permission",
                        "account_id",
                        "locale",
                        "avatar",
                        "created_at");
    }

    @Test
    void a_native_client_gets_its_refresh_token_in_the_body_and_no_cookie() {
        var answer = Person.signedIn(SERVER).signIn();
        assertThat(answer.field("refresh_token")).matches("[A-Za-z0-9_-]{43}");
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    @Test
    @DisplayName("S-048")
    void a_browser_gets_its_refresh_token_in_a_cookie_that_no_script_and_no_other_site_can_use() {
        var answer = web(Person.signedIn(SERVER));
        assertThat(answer.headers().get("set-cookie")).hasSize(2);
        for (String header : answer.headers().getOrDefault("set-cookie", List.of())) {
            String[] cookie = header.split("; ", -1);
            assertThat(cookie[0])
                    .matches("__Host-(refresh=[A-Za-z0-9_-]{43}|device=[0-9a-f-]{36}[.][A-Za-z0-9_-]{43})");
            assertThat(cookie)
                    .contains("Path=/", "Secure", "HttpOnly")
                    .contains("SameSite=" + (header.startsWith("__Host-refresh") ? "Strict" : "Lax"))
                    .noneMatch(part -> part.toLowerCase(Locale.ROOT).startsWith("domain"));
        }
        assertThat(answer.body()).doesNotContain("refresh", answer.cookie("__Host-refresh"));
    }

    @Test
    @DisplayName("S-045")
    void a_cookie_planted_before_does_not_become_the_session() {
        var person = Person.signedIn(SERVER);
        String planted = web(Person.signedIn(SERVER)).cookie("__Host-refresh");
        var answer = Http.to(SERVER)
                .with("Cookie", "__Host-refresh=" + planted)
                .post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
        assertThat(answer.cookie("__Host-refresh")).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(planted);
    }

    @Test
    void an_unconfirmed_person_gets_a_limited_session() {
        var person = Person.newOn(SERVER);
        person.signUp();
        var answer = person.signIn();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("user.verified")).isEqualTo("false");
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .code())
                .isEqualTo("unverified");
    }

    @Test
    void each_sign_in_is_a_session_of_its_own() {
        var person = Person.signedIn(SERVER);
        var first = person.signIn();
        var second = person.signIn();
        assertThat(first.field("token")).isNotEqualTo(second.field("token"));
        Http.to(SERVER).bearer(first.field("token")).delete("/api/auth");
        assertThat(Http.to(SERVER)
                        .bearer(second.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_access_token_ends_within_ten_minutes_and_names_no_role() {
        var answer = Person.signedIn(SERVER).signIn();
        var claims = Jwt.of(answer.field("token")).claims();
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder("iss", "aud", "sub", "sid", "acc", "iat", "exp", "jti");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isBetween(1L, 600L);
        assertThat(Instant.parse(answer.field("expires_at")).getEpochSecond())
                .isEqualTo(claims.path("exp").asLong());
        assertThat(UUID.fromString(claims.path("sub").asString())).hasToString(answer.field("user.id"));
    }
}
