package dev.perigee.auth;

import static dev.perigee.auth.SignedUp.assertSpent;
import static dev.perigee.auth.SignedUp.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the link in the mail of a sign-up does, for whom, and how often. */
class VerificationTest {

    private static final Perigee SERVER = Perigee.shared();

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
        var answers = Together.ask(50, number -> Together.served(signedUp::inTheSameBrowser));
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
}
