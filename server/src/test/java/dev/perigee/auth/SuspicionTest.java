package dev.perigee.auth;

import static dev.perigee.auth.Regular.CHROME_ON_WINDOWS;
import static dev.perigee.auth.Regular.FIREFOX_ON_LINUX;
import static dev.perigee.auth.Regular.FIREFOX_ON_WINDOWS;
import static dev.perigee.auth.Regular.SAFARI_ON_MAC;
import static dev.perigee.auth.Regular.assertBlocked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sign-ins with the right password that are unlike their person. */
class SuspicionTest {

    private static final Perigee SERVER = Perigee.shared();

    @Test
    @DisplayName("S-091")
    void all_three_signals_block_the_attempt_and_shut_the_user_out_of_signing_in() {
        var regular = Regular.on(SERVER);
        var session =
                regular.person().signIn(Http.to(SERVER).from(regular.home()).with("User-Agent", FIREFOX_ON_WINDOWS));
        assertBlocked(regular.fromAbroad());
        assertThat(regular.blocked()).isTrue();
        assertThat(regular.lastResult()).isEqualTo("blocked");
        assertThat(regular.mails("sign_in_blocked")).isEqualTo(1);
        assertBlocked(regular.fromHome());
        assertThat(regular.mails("sign_in_blocked")).isEqualTo(1);
        assertThat(Http.to(SERVER)
                        .bearer(session.field("token"))
                        .get("/api/auth")
                        .field("authenticated"))
                .isEqualTo("true");
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh", Json.of("refresh_token", session.field("refresh_token")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("S-090")
    void a_wrong_password_never_changes_anything_for_the_person() {
        var regular = Regular.on(SERVER);
        var session = regular.fromHome();
        regular.person().hashQuickly();
        for (int i = 0; i < 200; i++) {
            var stranger = Http.to(SERVER).from(Perigee.freshNetwork()).with("User-Agent", SAFARI_ON_MAC);
            assertThat(regular.signIn(stranger, "wrong password " + i).status()).isEqualTo(401);
        }
        assertThat(regular.blocked()).isFalse();
        assertThat(regular.mails("sign_in_blocked")).isZero();
        assertThat(Http.to(SERVER)
                        .bearer(session.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(200);
        assertThat(regular.fromHome().status()).isEqualTo(200);
        assertThat(regular.signIn(regular.home(), SAFARI_ON_MAC).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-094")
    void failed_and_blocked_attempts_teach_nothing() {
        var regular = Regular.on(SERVER);
        String abroad = Perigee.freshNetwork();
        for (int i = 0; i < 5; i++) {
            regular.signIn(Http.to(SERVER).from(abroad).with("User-Agent", SAFARI_ON_MAC), "wrong password " + i);
        }
        assertBlocked(regular.signIn(abroad, SAFARI_ON_MAC));
        assertBlocked(regular.signIn(abroad, SAFARI_ON_MAC));
    }

    @Test
    @DisplayName("S-095")
    void headers_that_anybody_may_send_do_not_move_the_network() {
        var regular = Regular.on(SERVER);
        var client = Http.to(SERVER)
                .from(Perigee.freshNetwork())
                .with("User-Agent", SAFARI_ON_MAC)
                .with("X-Forwarded-For", regular.home())
                .with("X-Real-IP", regular.home())
                .with("Forwarded", "for=" + regular.home())
                .with("CF-Connecting-IP", regular.home());
        assertBlocked(regular.signIn(client, Person.PASSWORD));
    }

    @Test
    @DisplayName("S-093")
    void the_first_sign_in_ever_teaches_and_never_blocks() {
        var regular = Regular.on(SERVER);
        SERVER.query("""
                delete from login where user_id = (select id from app_user where email = ?)""", regular.person().email());
        assertThat(regular.fromAbroad().status()).isEqualTo(200);
        assertThat(regular.mails("new_sign_in")).isZero();
        assertBlocked(regular.signIn(Perigee.freshNetwork(), FIREFOX_ON_LINUX));
    }

    @Test
    @DisplayName("S-096")
    void one_or_two_signals_sign_in_and_are_told() {
        for (var way : Map.of(
                        "network", List.of("new", FIREFOX_ON_WINDOWS),
                        "browser", List.of("home", CHROME_ON_WINDOWS),
                        "device", List.of("home", FIREFOX_ON_LINUX),
                        "network and browser", List.of("new", CHROME_ON_WINDOWS),
                        "network and device", List.of("new", FIREFOX_ON_LINUX),
                        "browser and device", List.of("home", SAFARI_ON_MAC))
                .entrySet()) {
            var regular = Regular.on(SERVER);
            String from = way.getValue().getFirst().equals("new") ? Perigee.freshNetwork() : regular.home();
            var answer = regular.signIn(from, way.getValue().getLast());
            assertThat(answer.status()).as(way.getKey()).isEqualTo(200);
            assertThat(regular.mails("new_sign_in")).as(way.getKey()).isEqualTo(1);
            assertThat(regular.signIn(from, way.getValue().getLast()).status()).isEqualTo(200);
            assertThat(regular.mails("new_sign_in"))
                    .as("told once of " + way.getKey())
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("S-096")
    void the_mail_names_browser_device_network_and_time() {
        var regular = Regular.on(SERVER);
        regular.signIn("127.99.7.8", CHROME_ON_WINDOWS);
        var mail = Person.until(() -> {
            var mails = regular.person().mails();
            return mails.body().contains("/notme#token=") ? mails : null;
        });
        String text = mail.json().path("items").path(0).path("text").asString();
        assertThat(text).contains("Chrome", "Windows", "127.99.7.0/24", " UTC").doesNotContain("127.99.7.8");
    }

    @Test
    void a_known_browser_is_a_known_device_wherever_it_is() {
        var regular = Regular.on(SERVER);
        // Its user agent tells another system and another browser, as after a change of its settings.
        var answer = regular.signInWithCookie(Perigee.freshNetwork(), SAFARI_ON_MAC, regular.cookie());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.cookie("__Host-device")).isEqualTo(regular.cookie());
        assertThat(regular.mails("new_sign_in")).isEqualTo(1);
    }

    @Test
    void a_made_up_cookie_and_that_of_somebody_else_help_nobody() {
        var regular = Regular.on(SERVER);
        String other = Regular.on(SERVER).cookie();
        String tampered = (regular.cookie().startsWith("0") ? "1" : "0")
                + regular.cookie().substring(1);
        for (String cookie : List.of(other, tampered, regular.cookie().substring(0, 36), "", "x", "x".repeat(80))) {
            assertBlocked(regular.signInWithCookie(Perigee.freshNetwork(), SAFARI_ON_MAC, cookie));
        }
    }

    @Test
    void who_was_away_for_ninety_days_comes_in_from_anywhere_and_is_told() {
        var regular = Regular.on(SERVER);
        regular.later("90 days");
        assertThat(regular.fromAbroad().status()).isEqualTo(200);
        assertThat(regular.mails("new_sign_in")).isEqualTo(1);
        assertThat(regular.mails("sign_in_blocked")).isZero();
    }

    @Test
    void who_was_away_for_ninety_days_and_comes_back_as_ever_is_told_once() {
        var regular = Regular.on(SERVER);
        regular.later("90 days");
        assertThat(regular.fromHome().status()).isEqualTo(200);
        assertThat(regular.fromHome().status()).isEqualTo(200);
        assertThat(regular.mails("new_sign_in")).isEqualTo(1);
    }

    @Test
    @DisplayName("S-092")
    void each_mode_does_what_it_says() {
        for (var mode : Map.of("disable", 403, "challenge", 403, "notify", 200, "off", 200)
                .entrySet()) {
            try (var server = Perigee.node("perigee.auth.suspicious-sign-in=" + mode.getKey())) {
                var regular = Regular.on(server);
                assertThat(regular.fromAbroad().status()).as(mode.getKey()).isEqualTo(mode.getValue());
                int usual = regular.fromHome().status();
                assertThat(usual).as(mode.getKey()).isEqualTo(mode.getKey().equals("disable") ? 403 : 200);
                assertThat(regular.mails("sign_in_blocked")).isEqualTo(mode.getValue() == 403 ? 1 : 0);
                assertThat(regular.mails("new_sign_in")).isEqualTo(mode.getKey().equals("notify") ? 1 : 0);
            }
        }
    }
}
