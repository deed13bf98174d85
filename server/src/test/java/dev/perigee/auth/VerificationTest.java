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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the link in the mail of a sign-up does, for whom, and how often. */
class VerificationTest {

    private static final Perigee SERVER = Perigee.shared();

    /** Somebody who has just signed up: the token from their mail and the nonce of their browser. */
    private record SignedUp(Person person, String token, String nonce) {

        static SignedUp anybody() {
            var person = Person.newOn(SERVER);
            String nonce = person.signUp().cookie("__Host-signup");
            return new SignedUp(person, person.mailedToken(), nonce);
        }

        Answer inTheSameBrowser() {
            return Http.to(SERVER)
                    .with("Cookie", "__Host-signup=" + nonce)
                    .post("/api/user/verify", Json.of("token", token));
        }

        Answer inAnotherBrowser(String password) {
            return verify(token, password);
        }

        boolean verified() {
            return "t"
                    .equals(SERVER.query(
                            "select verified_at is not null from app_user where email = ?", person.email()));
        }
    }

    private static Answer verify(String token, String password) {
        return Http.to(SERVER).post("/api/user/verify", Json.of("token", token, "password", password));
    }

    private static Answer verify(String token) {
        return Http.to(SERVER).post("/api/user/verify", Json.of("token", token));
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    @Test
    @DisplayName("S-058")
    void another_browser_must_say_the_password_chosen_at_sign_up() {
        var signedUp = SignedUp.anybody();
        var without = verify(signedUp.token());
        assertThat(without.status()).isEqualTo(422);
        assertThat(without.code()).isEqualTo("password_required");
        var wrong = signedUp.inAnotherBrowser("another password 1");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("invalid_credentials");
        assertThat(signedUp.verified()).isFalse();
        assertThat(signedUp.inAnotherBrowser(Person.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-058")
    void the_cookie_of_somebody_elses_sign_up_does_not_stand_in_for_the_password() {
        var signedUp = SignedUp.anybody();
        var other = SignedUp.anybody();
        for (String nonce : List.of(other.nonce(), "", "x", signedUp.nonce() + "x", signedUp.token())) {
            assertThat(new SignedUp(signedUp.person(), signedUp.token(), nonce)
                            .inTheSameBrowser()
                            .code())
                    .isEqualTo("password_required");
        }
        assertThat(signedUp.verified()).isFalse();
    }

    @Test
    @DisplayName("S-055")
    void a_used_token_is_refused() {
        var signedUp = SignedUp.anybody();
        assertThat(signedUp.inAnotherBrowser(Person.PASSWORD).status()).isEqualTo(200);
        assertSpent(signedUp.inAnotherBrowser(Person.PASSWORD));
        assertSpent(signedUp.inTheSameBrowser());
        assertSpent(verify(signedUp.token()));
    }

    @Test
    @DisplayName("S-057")
    void an_expired_token_is_refused() {
        var signedUp = SignedUp.anybody();
        SERVER.query("""
                update mailed_token t set expires_at = now() - interval '1 second'
                  from app_user u where u.id = t.user_id and u.email = ?""", signedUp.person().email());
        assertSpent(signedUp.inTheSameBrowser());
        assertSpent(signedUp.inAnotherBrowser(Person.PASSWORD));
        assertThat(signedUp.verified()).isFalse();
    }

    @Test
    @DisplayName("S-035")
    void a_token_for_another_purpose_is_refused() {
        var signedUp = SignedUp.anybody();
        SERVER.query("""
                update mailed_token t set purpose = 'reset'
                  from app_user u where u.id = t.user_id and u.email = ?""", signedUp.person().email());
        assertSpent(signedUp.inTheSameBrowser());
        assertThat(signedUp.verified()).isFalse();
    }

    @Test
    @DisplayName("S-035")
    void a_refresh_token_an_access_token_and_a_nonce_do_not_confirm_an_address() {
        var signedUp = SignedUp.anybody();
        var session = signedUp.person().signIn();
        assertSpent(verify(session.field("refresh_token"), Person.PASSWORD));
        assertSpent(verify(signedUp.nonce(), Person.PASSWORD));
        assertThat(verify(session.field("token"), Person.PASSWORD).status()).isEqualTo(422);
        assertThat(signedUp.verified()).isFalse();
    }

    @Test
    void a_token_that_was_cut_or_changed_is_refused() {
        var signedUp = SignedUp.anybody();
        String token = signedUp.token();
        for (String changed : List.of(
                token.substring(1),
                token.substring(0, 42),
                token + "A",
                token + "=",
                " " + token,
                token + "\n",
                token.toLowerCase(java.util.Locale.ROOT) + "x",
                (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1),
                Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]),
                "' or 1=1--",
                "%",
                "../../verify")) {
            assertSpent(verify(changed, Person.PASSWORD));
        }
        assertThat(signedUp.verified()).isFalse();
    }

    @Test
    @DisplayName("S-029")
    void no_token_confirms_nobody() {
        var signedUp = SignedUp.anybody();
        var http = Http.to(SERVER).with("Cookie", "__Host-signup=" + signedUp.nonce());
        for (String body : List.of(
                "{\"token\": \"\"}",
                "{\"token\": \"  \"}",
                "{\"token\": null}",
                "{}",
                "{\"password\": \"seven purple otters 42\"}",
                "{\"token\": []}",
                "{\"token\": [\"\"]}",
                "{\"token\": {}}",
                "{\"token\": 0}",
                "{\"token\": true}",
                "{\"token\": \"\\u0000\"}",
                "[]",
                "null",
                "\"\"",
                "")) {
            assertThat(http.post("/api/user/verify", body).status()).as(body).isIn(400, 422);
        }
        assertThat(signedUp.verified()).isFalse();
        assertThat(signedUp.inTheSameBrowser().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-055")
    void of_fifty_uses_at_once_exactly_one_confirms() {
        var signedUp = SignedUp.anybody();
        var answers = Together.ask(50, number -> signedUp.inTheSameBrowser());
        assertThat(Together.statuses(answers)).containsExactlyElementsOf(oneOf(50));
        assertThat(SERVER.query("""
                select count(*) from session s join app_user u on u.id = s.user_id where u.email = ?""", signedUp.person().email())).isEqualTo("1");
    }

    private static List<Integer> oneOf(int all) {
        return Stream.concat(Stream.of(200), Collections.nCopies(all - 1, 410).stream())
                .toList();
    }

    @Test
    @DisplayName("S-055")
    void of_two_uses_with_the_password_at_once_exactly_one_confirms() {
        var signedUp = SignedUp.anybody();
        var answers = Together.ask(2, number -> signedUp.inAnotherBrowser(Person.PASSWORD));
        assertThat(Together.statuses(answers)).containsExactly(200, 410);
    }

    @Test
    @DisplayName("S-055")
    void of_two_links_of_one_person_used_at_once_exactly_one_confirms() {
        for (int round = 0; round < 5; round++) {
            var first = SignedUp.anybody();
            String nonce = first.person().signUp().cookie("__Host-signup");
            var second =
                    new SignedUp(first.person(), Person.tokenIn(first.person().waitForMail(2)), nonce);
            var answers = Together.ask(2, number -> (number == 0 ? first : second).inTheSameBrowser());
            assertThat(Together.statuses(answers)).containsExactly(200, 410);
        }
    }

    @Test
    @DisplayName("S-020 S-021")
    void an_earlier_sign_up_of_an_attacker_and_its_sessions_are_void_once_the_owner_of_the_address_confirms() {
        var victim = Person.newOn(SERVER);
        String attackersPassword = "eleven green badgers 7";
        signUp(victim, "Mallory", attackersPassword);
        String attackersLink = victim.mailedToken();
        var attacker = victim.signIn(attackersPassword);
        assertThat(attacker.status()).isEqualTo(200);

        String nonce = signUp(victim, "Victoria", Person.PASSWORD).cookie("__Host-signup");
        String link = Person.tokenIn(victim.waitForMail(2));
        assertThat(new SignedUp(victim, link, nonce).inTheSameBrowser().status())
                .isEqualTo(200);

        assertThat(victim.signIn(attackersPassword).status()).isEqualTo(401);
        assertThat(victim.signIn().field("user.name")).isEqualTo("Victoria");
        assertThat(Http.to(SERVER)
                        .bearer(attacker.field("token"))
                        .get("/api/auth")
                        .field("authenticated"))
                .isEqualTo("false");
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh", Json.of("refresh_token", attacker.field("refresh_token")))
                        .status())
                .isEqualTo(401);
        assertSpent(verify(attackersLink, attackersPassword));
    }

    @Test
    @DisplayName("S-020")
    void a_later_sign_up_of_an_attacker_does_not_change_what_the_owners_link_confirms() {
        var victim = Person.newOn(SERVER);
        String nonce = signUp(victim, "Victoria", Person.PASSWORD).cookie("__Host-signup");
        var link = new SignedUp(victim, victim.mailedToken(), nonce);
        signUp(victim, "Mallory", "eleven green badgers 7");
        var answer = link.inTheSameBrowser();
        assertThat(answer.field("user.name")).isEqualTo("Victoria");
        assertThat(victim.signIn("eleven green badgers 7").status()).isEqualTo(401);
        assertThat(victim.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-020")
    void a_link_asked_for_again_confirms_the_sign_up_of_the_session_that_asked_not_an_attackers_later_one() {
        var victim = Person.newOn(SERVER);
        signUp(victim, "Victoria", Person.PASSWORD);
        victim.waitForMail(1);
        String session = victim.signIn().field("token");
        signUp(victim, "Mallory", "eleven green badgers 7");
        victim.waitForMail(2);
        String nonce = Http.to(SERVER)
                .bearer(session)
                .post("/api/user/verify/request", null)
                .cookie("__Host-signup");
        new SignedUp(victim, Person.tokenIn(victim.waitForMail(3)), nonce).inTheSameBrowser();
        assertThat(victim.signIn("eleven green badgers 7").status())
                .as("the attacker's password")
                .isEqualTo(401);
    }

    private static Answer signUp(Person person, String name, String password) {
        return Http.to(SERVER)
                .post(
                        "/api/account",
                        Json.of("name", name, "email", person.email(), "password", password, "account", name + " Ltd"));
    }

    @Test
    void each_link_brings_the_name_the_password_and_the_account_name_of_its_own_sign_up() {
        var person = Person.newOn(SERVER);
        signUp(person, "First", "eleven green badgers 7");
        String first = person.mailedToken();
        signUp(person, "Second", Person.PASSWORD);
        person.waitForMail(2);
        assertThat(verify(first, Person.PASSWORD).status()).isEqualTo(401);
        var answer = verify(first, "eleven green badgers 7");
        assertThat(answer.field("user.name")).isEqualTo("First");
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/account")
                        .field("name"))
                .isEqualTo("First Ltd");
        assertThat(person.signIn().status()).isEqualTo(401);
        assertThat(person.signIn("eleven green badgers 7").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-056")
    void opening_the_link_changes_nothing() {
        var signedUp = SignedUp.anybody();
        for (String path : List.of("/verify", "/verify?token=" + signedUp.token(), "/api/user/verify")) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                Http.to(SERVER)
                        .with("Cookie", "__Host-signup=" + signedUp.nonce())
                        .with("User-Agent", "Mozilla/5.0 (compatible; LinkScanner/1.0)")
                        .send(method, path, null);
            }
        }
        assertThat(Http.to(SERVER).get("/verify").status()).isEqualTo(200);
        assertThat(signedUp.verified()).isFalse();
        assertThat(signedUp.inTheSameBrowser().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-067")
    void the_page_of_the_link_sends_no_referrer_and_is_not_kept() {
        var page = Http.to(SERVER).get("/verify");
        assertThat(page.header("referrer-policy")).contains("no-referrer");
        assertThat(page.header("cache-control")).contains("no-store");
    }

    @Test
    void the_browser_that_signed_up_is_signed_in_without_a_password() {
        var signedUp = SignedUp.anybody();
        var answer = signedUp.inTheSameBrowser();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("user.verified")).isEqualTo("true");
        assertThat(answer.cookie("__Host-refresh")).isNotEmpty();
        assertThat(Http.to(SERVER)
                        .bearer(answer.field("token"))
                        .get("/api/user")
                        .body())
                .isEqualTo(answer.json().path("user").toString());
    }

    @Test
    void confirming_counts_as_a_sign_in() {
        var signedUp = SignedUp.anybody();
        signedUp.inTheSameBrowser();
        assertThat(SERVER.query("""
                select string_agg(result, ',') from login l join app_user u on u.id = l.user_id where u.email = ?""", signedUp.person().email())).isEqualTo("signed_in");
    }

    @Test
    void confirming_ends_the_limited_sessions_from_before() {
        var signedUp = SignedUp.anybody();
        var limited = signedUp.person().signIn();
        var http = Http.to(SERVER).bearer(limited.field("token"));
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("true");
        signedUp.inTheSameBrowser();
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh", Json.of("refresh_token", limited.field("refresh_token")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void somebody_who_was_shut_out_meanwhile_is_not_signed_in_by_the_link() {
        var signedUp = SignedUp.anybody();
        SERVER.query(
                "update app_user set disabled_at = now() where email = ?",
                signedUp.person().email());
        var answer = signedUp.inTheSameBrowser();
        assertThat(answer.status()).isIn(401, 403, 410);
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    @Test
    void the_link_into_an_account_that_was_shut_meanwhile_is_no_fault_of_the_server() {
        var signedUp = SignedUp.anybody();
        SERVER.query("""
                update account a set disabled_at = now() from membership m, app_user u
                 where m.account_id = a.id and m.user_id = u.id and u.email = ?""", signedUp.person().email());
        assertThat(signedUp.inTheSameBrowser().status()).isLessThan(500);
    }

    @Test
    void a_session_with_an_unconfirmed_address_reaches_no_other_route() {
        var http = Http.to(SERVER).bearer(SignedUp.anybody().person().signIn().field("token"));
        var routes = SERVER.bean(Routes.class).all().stream()
                .filter(route -> route.verify() != null && !route.verify().unverified())
                .toList();
        assertThat(routes).hasSizeGreaterThan(8);
        for (Route route : routes) {
            String path = route.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
            var answer = http.send(route.method(), path, null);
            assertThat(answer.status()).as(route.toString()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("unverified");
        }
    }

    @Test
    void a_session_with_an_unconfirmed_address_reaches_status_another_mail_and_sign_out_alone() {
        assertThat(SERVER.bean(Routes.class).all().stream()
                        .filter(route ->
                                route.verify() != null && route.verify().unverified())
                        .map(route -> route.method() + ' ' + route.path()))
                .containsExactlyInAnyOrder("DELETE /api/auth", "POST /api/user/verify/request");
        var signedUp = SignedUp.anybody();
        var http = Http.to(SERVER).bearer(signedUp.person().signIn().field("token"));
        var status = http.get("/api/auth");
        assertThat(status.field("authenticated") + status.field("verified")).isEqualTo("truefalse");
        assertThat(http.post("/api/user/verify/request", null).status()).isEqualTo(202);
        assertThat(http.delete("/api/auth").status()).isEqualTo(204);
        assertThat(http.get("/api/auth").field("authenticated")).isEqualTo("false");
    }

    @Test
    void a_link_asked_for_again_is_another_one_and_both_work_until_one_is_used() {
        var first = SignedUp.anybody();
        String nonce = Http.to(SERVER)
                .bearer(first.person().signIn().field("token"))
                .post("/api/user/verify/request", null)
                .cookie("__Host-signup");
        var second = new SignedUp(first.person(), Person.tokenIn(first.person().waitForMail(2)), nonce);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(first.inTheSameBrowser().status()).isEqualTo(200);
        assertSpent(second.inTheSameBrowser());
    }

    @Test
    void nobody_may_ask_for_another_link_without_a_session() {
        assertThat(Http.to(SERVER).post("/api/user/verify/request", null).status())
                .isEqualTo(401);
    }

    @Test
    void somebody_confirmed_gets_no_other_link() {
        var answer = Person.signedIn(SERVER).api().post("/api/user/verify/request", null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("already_verified");
    }

    @Test
    @DisplayName("S-062")
    void the_database_never_holds_a_mailed_token_a_nonce_or_a_password_but_hashed() {
        var signedUp = SignedUp.anybody();
        var answer = signedUp.person().signIn();
        String trace = UUID.randomUUID().toString().replace("-", "");
        Http.to(SERVER)
                .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .with("Cookie", "__Host-signup=x")
                .post("/api/user/verify", Json.of("token", signedUp.token(), "password", "wrong " + Person.PASSWORD));
        Person.until(() ->
                "1".equals(SERVER.query("select count(*) from log where trace_id = ?", trace)) ? Boolean.TRUE : null);
        String dump = dump();
        assertThat(dump).contains(signedUp.person().email(), trace);
        for (String secret : List.of(
                signedUp.token(),
                signedUp.nonce(),
                answer.field("refresh_token"),
                answer.field("token"),
                Person.PASSWORD)) {
            assertThat(dump.contains(secret)).as(secret).isFalse();
            assertThat(dump.contains(hex(secret.getBytes(StandardCharsets.UTF_8))))
                    .as(secret)
                    .isFalse();
        }
        assertThat(dump.contains(hex(Base64.getUrlDecoder().decode(signedUp.token()))))
                .isFalse();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Every row of every table as text, binary columns in hexadecimal. */
    private static String dump() {
        var dump = new StringBuilder();
        String tables = SERVER.query("""
                select string_agg(quote_ident(table_name), ',') from information_schema.tables
                 where table_schema = 'public' and table_type = 'BASE TABLE'""");
        for (String table : tables.split(",", -1)) {
            dump.append(SERVER.query("select coalesce(string_agg(t::text, chr(10)), '') from " + table + " t"));
        }
        return dump.toString();
    }
}
