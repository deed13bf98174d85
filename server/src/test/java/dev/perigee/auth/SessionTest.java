package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a session ends, and who is told what of it. */
class SessionTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Http as(Answer session) {
        return Http.to(SERVER).bearer(session.field("token"));
    }

    private static Answer refresh(Answer session) {
        return Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", session.field("refresh_token")));
    }

    private static Answer browser(Person person) {
        return Http.to(SERVER).post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
    }

    private static Http withCookieOf(Answer browser) {
        return Http.to(SERVER).with("Cookie", "__Host-refresh=" + browser.cookie("__Host-refresh"));
    }

    /** Changes the row of a session that no request has used yet, so that no cache knows it. */
    private static void change(Answer session, String change) {
        String id = Jwt.of(session.field("token")).claims().path("sid").asString();
        assertThat(SERVER.query("update session set " + change + " where id = cast(? as uuid)", id))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-038")
    void after_sign_out_the_same_access_token_is_refused_at_the_next_request() {
        var session = Person.signedIn(SERVER).signIn();
        assertThat(as(session).get("/api/user").status()).isEqualTo(200);
        assertThat(as(session).delete("/api/auth").status()).isEqualTo(204);
        assertThat(as(session).get("/api/user").status()).isEqualTo(401);
        assertThat(as(session).get("/api/auth").field("authenticated")).isEqualTo("false");
        assertThat(as(session).delete("/api/auth").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-038")
    void after_sign_out_the_refresh_token_is_refused() {
        var session = Person.signedIn(SERVER).signIn();
        as(session).delete("/api/auth");
        assertThat(refresh(session).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-046")
    void a_session_past_its_longest_life_is_refused_however_often_it_was_used() {
        var session = Person.signedIn(SERVER).signIn();
        change(session, "expires_at = now() - interval '1 second'");
        assertThat(as(session).get("/api/user").status()).isEqualTo(401);
        assertThat(refresh(session).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-046")
    void a_session_left_idle_for_more_than_a_week_is_refused() {
        var session = Person.signedIn(SERVER).signIn();
        change(session, "last_used_at = now() - interval '7 days 1 second'");
        assertThat(as(session).get("/api/user").status()).isEqualTo(401);
        assertThat(refresh(session).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-046")
    void a_refresh_puts_off_the_end_by_idleness_and_never_the_end_of_the_longest_life() {
        var session = Person.signedIn(SERVER).signIn();
        change(session, "last_used_at = now() - interval '6 days', expires_at = timestamptz '2222-02-22'");
        var next = refresh(session);
        assertThat(next.status()).isEqualTo(200);
        String id = Jwt.of(next.field("token")).claims().path("sid").asString();
        assertThat(SERVER.query("""
                select last_used_at > now() - interval '1 hour' and expires_at = timestamptz '2222-02-22'
                  from session where id = cast(? as uuid)""", id)).isEqualTo("t");
    }

    @Test
    @DisplayName("S-046")
    void a_refresh_puts_off_the_end_of_no_other_session() {
        var person = Person.signedIn(SERVER);
        var idle = person.signIn();
        change(idle, "last_used_at = now() - interval '7 days 1 second'");
        assertThat(refresh(person.signIn()).status()).isEqualTo(200);
        assertThat(refresh(idle).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-046")
    void a_session_that_is_in_use_ends_on_time() {
        try (var node = Perigee.node(Perigee.roomy("perigee.auth.session=2s", "perigee.client-url=" + SERVER.url()))) {
            var person = Person.signedIn(SERVER);
            var session =
                    Http.to(node).post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
            Person.until(() -> Http.to(node)
                                    .bearer(session.field("token"))
                                    .get("/api/user")
                                    .status()
                            == 401
                    ? true
                    : null);
        }
    }

    @Test
    @DisplayName("S-046")
    void a_session_lives_thirty_days_at_most() {
        var person = Person.signedIn(SERVER);
        assertThat(SERVER.query("""
                select bool_and(abs(extract(epoch from s.expires_at - s.created_at) - 2592000) < 60) from session s
                  join app_user u on u.id = s.user_id where u.email = ?""", person.email())).isEqualTo("t");
    }

    @Test
    @DisplayName("S-039")
    void somebody_shut_out_by_the_operator_is_refused_with_every_token() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        SERVER.query("update app_user set disabled_at = now() where email = ?", person.email());
        assertThat(as(session).get("/api/user").status()).isEqualTo(401);
        assertThat(refresh(session).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-039")
    void a_member_of_a_shut_account_reaches_none_of_its_data() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        SERVER.query("""
                update account a set disabled_at = now() from membership m, app_user u
                 where m.account_id = a.id and m.user_id = u.id and u.email = ?""", person.email());
        for (String path : List.of("/api/account", "/api/project")) {
            assertThat(as(session).get(path).status()).isEqualTo(403);
        }
    }

    @Test
    void a_member_of_a_shut_account_can_still_sign_out() {
        var person = Person.signedIn(SERVER);
        var session = person.signIn();
        SERVER.query("""
                update account a set disabled_at = now() from membership m, app_user u
                 where m.account_id = a.id and m.user_id = u.id and u.email = ?""", person.email());
        assertThat(as(session).delete("/api/auth").status()).isEqualTo(204);
        assertThat(refresh(session).status()).isEqualTo(401);
    }

    @Test
    void nobody_signs_out_without_a_session() {
        assertThat(Http.to(SERVER).delete("/api/auth").status()).isEqualTo(401);
        assertThat(Http.to(SERVER).bearer("x").delete("/api/auth").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-049")
    void a_page_of_another_origin_cannot_sign_a_browser_out() {
        var person = Person.signedIn(SERVER);
        var browser = browser(person);
        var http = withCookieOf(browser);
        String ours = SERVER.url();
        for (Http foreign : List.of(
                http,
                http.with("X-App", "web"),
                http.with("Origin", ours),
                http.with("Origin", ours).with("X-App", "Web"),
                http.with("Origin", ours).with("X-App", "native"),
                http.with("Origin", "null").with("X-App", "web"),
                http.with("Origin", "").with("X-App", "web"),
                http.with("Origin", ours + ".evil.example").with("X-App", "web"),
                http.with("Origin", ours + "/").with("X-App", "web"),
                http.with("Origin", ours.replace("http:", "https:")).with("X-App", "web"),
                http.with("Origin", ours.replace("localhost", "LOCALHOST.evil")).with("X-App", "web"),
                http.with("Origin", "http://localhost").with("X-App", "web"),
                http.with("Origin", "http://evil.example").with("X-App", "web"),
                http.with("Referer", ours + "/").with("X-App", "web"))) {
            var answer = foreign.delete("/api/auth");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("foreign_origin");
        }
        assertThat(as(browser).get("/api/user").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-049")
    void no_other_method_signs_a_browser_out_in_disguise() {
        var browser = browser(Person.signedIn(SERVER));
        var http = withCookieOf(browser).with("Origin", SERVER.url()).with("X-App", "web");
        http.post("/api/auth?_method=DELETE", "{}");
        http.with("X-HTTP-Method-Override", "DELETE").post("/api/auth", "{}");
        http.with("X-HTTP-Method-Override", "DELETE").get("/api/auth");
        http.with("Content-Type", "application/x-www-form-urlencoded").post("/api/auth", "_method=delete");
        assertThat(as(browser).get("/api/user").status()).isEqualTo(200);
    }

    @Test
    void a_cookie_of_no_session_does_not_sign_out() {
        for (String cookie : List.of("", "x", "A".repeat(43), "A".repeat(4_000))) {
            var answer = Http.to(SERVER)
                    .with("Cookie", "__Host-refresh=" + cookie)
                    .with("Origin", SERVER.url())
                    .with("X-App", "web")
                    .delete("/api/auth");
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("S-038")
    void a_browser_signs_out_by_its_cookie_alone() {
        var browser = browser(Person.signedIn(SERVER));
        var answer = withCookieOf(browser)
                .with("Origin", SERVER.url())
                .with("X-App", "web")
                .delete("/api/auth");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(as(browser).get("/api/user").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-038")
    void sign_out_makes_the_browser_forget() {
        var answer = as(browser(Person.signedIn(SERVER))).delete("/api/auth");
        assertThat(answer.header("clear-site-data"))
                .hasValueSatisfying(value -> assertThat(value).contains("\"storage\""));
        assertThat(answer.header("set-cookie").orElseThrow().split("; ", -1))
                .contains("__Host-refresh=", "Max-Age=0", "Path=/", "Secure", "HttpOnly", "SameSite=Strict");
    }

    @Test
    void a_bearer_signs_out_whatever_page_it_comes_from() {
        var browser = browser(Person.signedIn(SERVER));
        assertThat(as(browser)
                        .with("Origin", "http://evil.example")
                        .delete("/api/auth")
                        .status())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("S-052")
    void the_status_tells_nobody_that_they_are_nobody() {
        var nobody = Http.to(SERVER).get("/api/auth");
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.body()).isEqualTo("""
                {"jwt_token":false,"social_token":false,"subscription":"none","accounts":[],"account_id":null,\
                "authenticated":false,"permission":null,"plan":null,"entitlements":null,"verified":false,\
                "second_factor_required":false,"user":null}""");
        for (String bad : List.of("x", "a.b.c", "", "null", "undefined", "x".repeat(5_000), "\u00e9")) {
            var answer = Http.to(SERVER).bearer(bad).get("/api/auth");
            assertThat(answer.status()).as(bad).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(nobody.body());
        }
        for (String header : List.of("Basic eDp5", "Basic %%%", "Digest x", "Negotiate", "")) {
            assertThat(Http.to(SERVER)
                            .with("Authorization", header)
                            .get("/api/auth")
                            .body())
                    .isEqualTo(nobody.body());
        }
    }

    @Test
    void the_status_tells_an_owner_who_they_are_and_where() {
        var person = Person.signedIn(SERVER);
        var status = person.api().get("/api/auth").json();
        var user = person.api().get("/api/user").json();
        assertThat(status.propertyNames())
                .contains("jwt_token", "social_token", "subscription", "accounts", "account_id", "authenticated");
        assertThat(status.path("jwt_token").asBoolean()).isTrue();
        assertThat(status.path("social_token").asBoolean()).isFalse();
        assertThat(status.path("subscription").asString()).isEqualTo("active");
        assertThat(status.path("accounts").toString())
                .isEqualTo("[\"" + user.path("account_id").asString() + "\"]");
        assertThat(status.path("account_id")).isEqualTo(user.path("account_id"));
        assertThat(status.path("authenticated").asBoolean()).isTrue();
        assertThat(status.path("permission").asString()).isEqualTo("owner");
        assertThat(status.path("plan").asString()).isEqualTo("free");
        assertThat(status.path("verified").asBoolean()).isTrue();
        assertThat(status.path("user")).isEqualTo(user);
    }

    @Test
    void the_status_lists_every_account_of_the_person_and_no_other() {
        var person = Person.signedIn(SERVER);
        var other = Person.signedIn(SERVER);
        Person.signedIn(SERVER);
        SERVER.query("""
                insert into membership (account_id, user_id, role)
                select m.account_id, p.id, 'user' from membership m
                  join app_user o on o.id = m.user_id and o.email = ? cross join app_user p
                 where p.email = ?""", other.email(), person.email());
        var status = person.api().get("/api/auth");
        assertThat(status.json().path("accounts")).hasSize(2);
        assertThat(status.json().path("accounts").path(1).asString())
                .isEqualTo(other.api().get("/api/account").field("id"));
        assertThat(status.json().path("accounts").path(0).asString()).isEqualTo(status.field("account_id"));
    }

    @Test
    void the_status_tells_somebody_unconfirmed_that_they_are() {
        var person = Person.newOn(SERVER);
        person.signUp();
        var status = as(person.signIn()).get("/api/auth");
        assertThat(status.field("authenticated")).isEqualTo("true");
        assertThat(status.field("verified")).isEqualTo("false");
        assertThat(status.field("user.verified")).isEqualTo("false");
        assertThat(status.field("user.email")).isEqualTo(person.email());
    }
}
