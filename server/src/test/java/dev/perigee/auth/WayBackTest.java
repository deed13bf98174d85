package dev.perigee.auth;

import static dev.perigee.auth.Regular.SAFARI_ON_MAC;
import static dev.perigee.auth.Regular.assertBlocked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.SmtpStandIn;
import dev.perigee.testing.Together;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How somebody comes in again whose sign-in was stopped: by their own mail, and by nothing else. */
class WayBackTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final String NEXT = "nine amber lanterns 17";

    private static Answer use(Perigee server, String token) {
        return Http.to(server).from(Perigee.freshAddress()).post("/api/auth/magic/verify", Json.of("token", token));
    }

    private static Answer changePassword(Answer session) {
        return Http.to(SERVER)
                .bearer(session.field("token"))
                .send("PUT", "/api/user/password", Json.of("current", Person.PASSWORD, "password", NEXT));
    }

    @Test
    @DisplayName("S-098")
    void the_mailed_link_signs_in_and_lets_the_person_in_again_from_there() {
        var regular = Regular.on(SERVER);
        String abroad = Perigee.freshNetwork();
        String link = regular.person().tokenBy(() -> assertBlocked(regular.signIn(abroad, SAFARI_ON_MAC)), "/magic");
        var client = Http.to(SERVER).from(abroad).with("User-Agent", SAFARI_ON_MAC);
        assertThat(client.post("/api/auth/magic/verify", Json.of("token", link)).status())
                .isEqualTo(200);
        assertThat(client.post("/api/auth/magic/verify", Json.of("token", link)).status())
                .isEqualTo(410);
        assertThat(regular.blocked()).isFalse();
        assertThat(regular.signIn(abroad, SAFARI_ON_MAC).status()).isEqualTo(200);
        assertThat(regular.fromHome().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-098")
    void the_link_is_void_once_the_password_was_changed_and_another_is_mailed_at_once() {
        var regular = Regular.on(SERVER);
        var session = regular.fromHome();
        String link = regular.person().tokenBy(() -> assertBlocked(regular.fromAbroad()), "/magic");
        assertThat(changePassword(session).status()).isEqualTo(204);
        assertThat(use(SERVER, link).status()).isEqualTo(410);
        var abroad = Http.to(SERVER).from(Perigee.freshNetwork()).with("User-Agent", SAFARI_ON_MAC);
        String next = regular.person().tokenBy(() -> assertBlocked(regular.signIn(abroad, NEXT)), "/magic");
        assertThat(use(SERVER, next).status()).isEqualTo(200);
    }

    @Test
    void a_new_password_by_mail_lets_the_person_in_again() {
        var regular = Regular.on(SERVER);
        assertBlocked(regular.fromAbroad());
        Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post(
                        "/api/user/password/reset",
                        Json.of("token", regular.person().resetToken(), "password", NEXT));
        assertThat(regular.blocked()).isFalse();
    }

    @Test
    @DisplayName("S-099")
    void many_attempts_at_once_mail_one_way_back_and_another_after_ten_minutes() {
        var regular = Regular.on(SERVER);
        var answers = Together.ask(50, number -> Together.served(regular::fromAbroad));
        assertThat(answers).allSatisfy(Regular::assertBlocked);
        assertThat(regular.mails("sign_in_blocked")).isEqualTo(1);
        SERVER.query(
                "update app_user set way_back_at = now() - interval '601 seconds' where email = ?",
                regular.person().email());
        assertBlocked(regular.fromAbroad());
        assertThat(regular.mails("sign_in_blocked")).isEqualTo(2);
    }

    @Test
    @DisplayName("S-100")
    void the_way_back_waits_for_a_mail_server_that_is_away() throws IOException {
        try (var smtp = new SmtpStandIn();
                var server = Perigee.alone(Perigee.roomy("perigee.mail.smtp-url=smtp://127.0.0.1:" + smtp.port()))) {
            var person = Person.newOn(server);
            person.signUp();
            String confirmation = tokenOfMail(smtp, 1);
            String form = Json.of("token", confirmation, "password", Person.PASSWORD);
            assertThat(Http.to(server).post("/api/user/verify", form).status()).isEqualTo(200);
            smtp.leave();
            var stranger = Http.to(server).from(Perigee.freshNetwork()).with("User-Agent", SAFARI_ON_MAC);
            assertBlocked(person.signIn(stranger));
            Person.until(() -> attemptFailed(server) ? true : null);
            smtp.comeBack();
            server.query("update mail set next_attempt_at = now() where state = 'waiting'");
            assertThat(use(server, tokenOfMail(smtp, 2)).status()).isEqualTo(200);
            assertThat(person.signIn().status()).isEqualTo(200);
        }
    }

    private static boolean attemptFailed(Perigee server) {
        return "t".equals(server.query("select last_error is not null from mail where state = 'waiting'"));
    }

    private static String tokenOfMail(SmtpStandIn smtp, int number) {
        return Person.until(
                () -> smtp.taken().size() >= number ? smtp.taken().getLast().token() : null);
    }
}
