package dev.perigee.auth;

import static dev.perigee.auth.Regular.FIREFOX_ON_WINDOWS;
import static dev.perigee.auth.Regular.SAFARI_ON_MAC;
import static dev.perigee.auth.Regular.assertBlocked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "This was not me": what it ends, and what it lets us forget. */
class DisownTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String NEXT = "nine amber lanterns 17";

    private final Regular regular = Regular.on(SERVER);

    private static Answer disown(String token) {
        return Http.to(SERVER).from(Perigee.freshAddress()).post("/api/auth/disown", Json.of("token", token));
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    private static Answer choose(Answer disowned) {
        return Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/password/reset", Json.of("token", disowned.field("reset_token"), "password", NEXT));
    }

    /** The token of the mail about a sign-in of this browser from a network. */
    private String tokenFrom(String network) {
        return regular.person().tokenBy(() -> regular.signIn(network, FIREFOX_ON_WINDOWS), "/notme");
    }

    private static String authenticated(Answer signIn) {
        return Http.to(SERVER).bearer(signIn.field("token")).get("/api/auth").field("authenticated");
    }

    @Test
    @DisplayName("S-102")
    void it_ends_all_sessions_voids_the_password_and_asks_for_another() {
        var own = regular.fromHome();
        String abroad = Perigee.freshNetwork();
        String link = tokenFrom(abroad);
        for (String method : List.of("GET", "HEAD")) {
            IntStream.range(0, 10).forEach(i -> Http.to(SERVER).send(method, "/notme?token=" + link, null));
        }
        assertThat(authenticated(own)).isEqualTo("true");
        var answer = disown(link);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(authenticated(own)).isEqualTo("false");
        assertThat(regular.signIn(abroad, FIREFOX_ON_WINDOWS).status()).isEqualTo(401);
        assertSpent(disown(link));
        assertThat(choose(answer).status()).isEqualTo(204);
        assertBlocked(regular.signIn(Http.to(SERVER).from(abroad).with("User-Agent", SAFARI_ON_MAC), NEXT));
    }

    @Test
    void a_mail_tells_that_the_password_no_longer_works_and_how_to_choose_another() {
        disown(tokenFrom(Perigee.freshNetwork()));
        Person.until(() -> regular.person().mails().body().contains("Your password no longer works") ? true : null);
        var mail = regular.person().mails().json().path("items").path(0);
        assertThat(mail.path("links").path(0).asString()).isEqualTo(SERVER.url() + "/forgotpassword");
        assertThat(mail.path("text").asString()).doesNotContain("token");
    }

    @Test
    @DisplayName("S-057")
    void the_link_expires_after_a_day() {
        String token = tokenFrom(Perigee.freshNetwork());
        String ofPerson = " where purpose = 'disown' and user_id = (select id from app_user where email = ?)";
        assertThat(SERVER.query(
                        "select extract(epoch from expires_at - created_at)::int from mailed_token" + ofPerson,
                        regular.person().email()))
                .isEqualTo("86400");
        SERVER.query(
                "update mailed_token set expires_at = now()" + ofPerson,
                regular.person().email());
        assertSpent(disown(token));
        assertThat(regular.fromHome().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-055")
    void of_a_hundred_uses_at_once_exactly_one_counts() {
        String token = tokenFrom(Perigee.freshNetwork());
        var answers = Together.ask(100, number -> Together.served(() -> disown(token)));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 410)).hasSize(99);
        assertThat(regular.mails("password_voided")).isEqualTo(1);
    }

    @Test
    void what_looks_like_a_disowned_sign_in_is_forgotten_with_it_and_what_does_not_is_kept() {
        String first = Perigee.freshNetwork();
        String second = Perigee.freshNetwork();
        tokenFrom(first);
        String link = tokenFrom(second);
        regular.signIn(first, FIREFOX_ON_WINDOWS);
        assertThat(choose(disown(link)).status()).isEqualTo(204);
        int told = regular.mails("new_sign_in");
        regular.signIn(Http.to(SERVER).from(regular.home()).with("User-Agent", FIREFOX_ON_WINDOWS), NEXT);
        assertThat(regular.mails("new_sign_in"))
                .as("home is as usual as before")
                .isEqualTo(told);
        regular.signIn(Http.to(SERVER).from(first).with("User-Agent", FIREFOX_ON_WINDOWS), NEXT);
        assertThat(regular.mails("new_sign_in")).isEqualTo(told + 1);
    }

    @Test
    void who_has_disowned_all_they_ever_did_is_told_of_the_next_sign_in() {
        String link = tokenFrom(Perigee.freshNetwork());
        regular.fromHome();
        assertThat(choose(disown(link)).status()).isEqualTo(204);
        int told = regular.mails("new_sign_in");
        regular.signIn(Http.to(SERVER).from(regular.home()).with("User-Agent", FIREFOX_ON_WINDOWS), NEXT);
        assertThat(regular.mails("new_sign_in")).isEqualTo(told + 1);
    }
}
