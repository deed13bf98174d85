package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A refresh token gives the next access token, once. */
class RefreshTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer refresh(String token) {
        return Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", token));
    }

    private static String next(String token) {
        var answer = refresh(token);
        assertThat(answer.status()).isEqualTo(200);
        return answer.field("refresh_token");
    }

    /** Lets more time pass than two tabs may take. */
    private static void letElevenSecondsPass(Person person) {
        letPass("11 seconds", person);
    }

    private static void letSixSecondsPass(Person person) {
        letPass("6 seconds", person);
    }

    private static void letPass(String time, Person person) {
        SERVER.query("""
                update refresh_token r set used_at = used_at - ?::interval
                  from app_user u where u.id = r.user_id and u.email = ?""", time, person.email());
    }

    private static Answer browser(Person person) {
        return Http.to(SERVER).post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
    }

    @Test
    @DisplayName("S-043")
    void a_token_used_a_second_time_is_refused_and_ends_the_session_with_all_its_tokens() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        var http = Http.to(SERVER).bearer(session.field("token"));
        assertThat(http.get("/api/user").status()).isEqualTo(200);
        String first = session.field("refresh_token");
        String second = next(first);
        letElevenSecondsPass(person);
        var reused = refresh(first);
        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.code()).isEqualTo("invalid_refresh_token");
        assertThat(refresh(second).status()).isEqualTo(401);
        assertThat(http.get("/api/user").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-043")
    void a_token_used_a_second_time_is_refused_also_when_its_successor_was_used() {
        var person = Person.signedIn(SERVER);
        String first = person.signIn().field("refresh_token");
        String third = next(next(first));
        letElevenSecondsPass(person);
        assertThat(refresh(first).status()).isEqualTo(401);
        assertThat(refresh(third).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-043")
    void somebody_whose_token_was_used_twice_is_told_once_and_keeps_the_other_sessions() {
        var person = Person.signedIn(SERVER);
        String token = person.signIn().field("refresh_token");
        String other = person.signIn().field("refresh_token");
        next(token);
        letElevenSecondsPass(person);
        var answers = Together.ask(5, number -> refresh(token));
        assertThat(Together.statuses(answers)).containsOnly(401);
        assertThat(person.waitForMail(2)
                        .json()
                        .path("items")
                        .path(0)
                        .path("subject")
                        .asString())
                .isEqualTo("We ended one of your sessions");
        assertThat(SERVER.query(
                        "select count(*) from mail where kind = 'session_ended' and recipient = ?", person.email()))
                .isEqualTo("1");
        assertThat(refresh(other).status()).isEqualTo(200);
    }

    @Test
    void a_token_that_is_none_of_ours_is_refused() {
        for (String token : List.of("", "x", "A".repeat(43), "A".repeat(44), "' or 1=1--", "x".repeat(100_000))) {
            var answer = refresh(token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("invalid_refresh_token");
        }
    }

    @Test
    @DisplayName("S-029")
    void no_token_refreshes_nothing() {
        for (String body : List.of("{}", "{\"refresh_token\": null}", "", "null")) {
            assertThat(Http.to(SERVER).post("/api/auth/refresh", body).status())
                    .as(body)
                    .isEqualTo(401);
        }
        for (String body :
                List.of("{\"refresh_token\": []}", "{\"refresh_token\": 0}", "{\"token\": \"x\"}", "[]", "x")) {
            assertThat(Http.to(SERVER).post("/api/auth/refresh", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(Http.to(SERVER).post("/api/auth/refresh", null).status()).isEqualTo(401);
    }

    @Test
    void a_token_in_the_address_or_a_header_refreshes_nothing() {
        String token = Person.signedIn(SERVER).signIn().field("refresh_token");
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh?refresh_token=" + token, null)
                        .status())
                .isEqualTo(401);
        assertThat(Http.to(SERVER).bearer(token).post("/api/auth/refresh", null).status())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("S-049")
    void a_page_of_another_origin_cannot_use_the_cookie() {
        var browser = browser(Person.signedIn(SERVER));
        var http = Http.to(SERVER).with("Cookie", "__Host-refresh=" + browser.cookie("__Host-refresh"));
        String ours = SERVER.url();
        for (Http foreign : List.of(
                http,
                http.with("X-App", "web"),
                http.with("Origin", ours),
                http.with("Origin", "null").with("X-App", "web"),
                http.with("Origin", "http://evil.example").with("X-App", "web"),
                http.with("Origin", ours + ".evil.example").with("X-App", "web"),
                http.with("Origin", ours.replace("http:", "https:")).with("X-App", "web"))) {
            assertThat(foreign.post("/api/auth/refresh", null).code()).isEqualTo("foreign_origin");
            assertThat(foreign.post("/api/auth/refresh", "{}").status()).isEqualTo(403);
            assertThat(foreign.with("Content-Type", "text/plain")
                            .post("/api/auth/refresh", "{}")
                            .status())
                    .isIn(403, 415);
        }
        assertThat(SERVER.query(
                        "select used_at is null from refresh_token where hash = sha256(cast(? as bytea))",
                        browser.cookie("__Host-refresh").getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("t");
    }

    @Test
    @DisplayName("S-157")
    void no_other_origin_may_ask_beforehand() {
        var answer = Http.to(SERVER)
                .with("Origin", "http://evil.example")
                .with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "x-app")
                .send("OPTIONS", "/api/auth/refresh", null);
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void a_token_is_exchanged_for_an_access_token_and_its_successor() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        var answer = refresh(session.field("refresh_token"));
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("token", "expires_at", "refresh_token");
        assertThat(answer.field("refresh_token"))
                .matches("[A-Za-z0-9_-]{43}")
                .isNotEqualTo(session.field("refresh_token"));
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .field("email"))
                .isEqualTo(person.email());
        assertThat(Jwt.of(answer.field("token")).claims().path("sid"))
                .isEqualTo(Jwt.of(session.field("token")).claims().path("sid"));
    }

    @Test
    @DisplayName("S-044")
    void the_grace_counts_from_the_first_use_however_often_a_token_is_used_within_it() {
        var person = Person.signedIn(SERVER);
        String token = person.signIn().field("refresh_token");
        next(token);
        letSixSecondsPass(person);
        next(token);
        letSixSecondsPass(person);
        assertThat(refresh(token).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-044")
    void ten_uses_at_once_get_the_same_successor_and_the_session_lives_on() {
        String token = Person.signedIn(SERVER).signIn().field("refresh_token");
        var answers = Together.ask(10, number -> refresh(token));
        assertThat(Together.statuses(answers)).containsOnly(200);
        var successors = new HashSet<String>();
        answers.forEach(answer -> successors.add(answer.field("refresh_token")));
        assertThat(successors).hasSize(1);
        assertThat(refresh(successors.iterator().next()).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-044")
    void a_slower_tab_gets_along_though_the_faster_one_has_gone_on() {
        String first = Person.signedIn(SERVER).signIn().field("refresh_token");
        String second = next(first);
        String third = next(second);
        assertThat(next(first)).isEqualTo(second);
        assertThat(next(second)).isEqualTo(third);
        assertThat(refresh(third).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-048 S-049")
    void our_page_refreshes_by_its_cookie_and_gets_the_next_cookie() {
        var browser = browser(Person.signedIn(SERVER));
        var answer = Http.to(SERVER)
                .with("Cookie", "theme=dark; __Host-refresh=" + browser.cookie("__Host-refresh") + "; a=b")
                .with("Origin", SERVER.url())
                .with("X-App", "web")
                .post("/api/auth/refresh", null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("token", "expires_at");
        assertThat(answer.cookie("__Host-refresh"))
                .matches("[A-Za-z0-9_-]{43}")
                .isNotEqualTo(browser.cookie("__Host-refresh"));
        assertThat(answer.header("set-cookie").orElseThrow().split("; ", -1))
                .contains("Path=/", "Secure", "HttpOnly", "SameSite=Strict");
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void an_expired_access_token_does_not_hinder_a_refresh() {
        var session = Person.signedIn(SERVER).signIn();
        var answer = Http.to(SERVER)
                .bearer("expired.or.broken")
                .post("/api/auth/refresh", Json.of("refresh_token", session.field("refresh_token")));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void a_limited_session_is_refreshed_and_stays_limited() {
        var person = Person.newOn(SERVER);
        person.signUp();
        var answer = refresh(person.signIn().field("refresh_token"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .code())
                .isEqualTo("unverified");
    }
}
