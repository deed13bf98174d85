package dev.perigee.auth;

import static dev.perigee.auth.Regular.CHROME_ON_WINDOWS;
import static dev.perigee.auth.Regular.FIREFOX_ON_WINDOWS;
import static dev.perigee.auth.Regular.NEWER_FIREFOX_ON_WINDOWS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and user agents of honest people: they change, are shared, and are odd at times. */
class OrdinaryChangeTest {

    private static final Perigee SERVER = Perigee.shared();

    /** What the server learns of the browser of a session. */
    private static String browser(Answer signIn) {
        return Http.to(SERVER)
                .bearer(signIn.field("token"))
                .get("/api/auth/session")
                .json()
                .path("items")
                .path(0)
                .path("browser")
                .asString();
    }

    @Test
    @DisplayName("S-097")
    void an_update_and_another_address_of_the_network_are_usual() {
        var regular = Regular.on(SERVER);
        String neighbour = regular.home().replaceFirst("[.]9$", ".77");
        assertThat(regular.signIn(neighbour, NEWER_FIREFOX_ON_WINDOWS).status()).isEqualTo(200);
        assertThat(regular.mails("new_sign_in")).isZero();
    }

    @Test
    @DisplayName("S-097")
    void the_addresses_of_a_home_with_ipv6_are_one_network() {
        String home = "2001:db8:7:8::1";
        try (var node = Perigee.node(Perigee.roomy("perigee.trusted-proxies=127.0.0.0/8"))) {
            var proxied = Http.to(node).with("User-Agent", FIREFOX_ON_WINDOWS);
            var regular = Regular.on(node, home, Http.to(node).with("X-Forwarded-For", home));
            for (int i = 2; i < 7; i++) {
                for (String address : new String[] {"2001:db8:7:8::" + i, "2001:db8:7:" + i + "::1"}) {
                    var answer = regular.signIn(proxied.with("X-Forwarded-For", address), Person.PASSWORD);
                    assertThat(answer.status()).isEqualTo(200);
                }
            }
            assertThat(regular.mails("new_sign_in")).isZero();
            regular.signIn(proxied.with("X-Forwarded-For", "2001:db8:9:8::1"), Person.PASSWORD);
            assertThat(regular.mails("new_sign_in")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("S-097")
    void fifty_people_behind_one_address_have_nothing_to_do_with_each_other() {
        String office = Perigee.freshNetwork();
        try (var population = new Population(SERVER)) {
            var account = population.account();
            var colleagues = IntStream.range(0, 50)
                    .mapToObj(i -> population.member(account, "user").person())
                    .map(person -> new Regular(SERVER, person, office, ""))
                    .toList();
            for (var colleague : colleagues) {
                assertThat(colleague.fromHome().status()).isEqualTo(200);
            }
            colleagues.getFirst().fromAbroad();
            for (var colleague : colleagues.subList(1, 50)) {
                assertThat(colleague.signIn(office, CHROME_ON_WINDOWS).status()).isEqualTo(200);
            }
            assertThat(colleagues).extracting(one -> one.mails("new_sign_in")).containsOnlyOnce(0);
            assertThat(colleagues)
                    .extracting(one -> one.mails("sign_in_blocked"))
                    .containsOnlyOnce(1);
        }
    }

    @ParameterizedTest(name = "S-101: {0}")
    @ValueSource(strings = {"<script>alert(1)</script>", "\u00ff\u00fe", "%00${7*7}{{7*7}}", "(", "Firefox/"})
    @DisplayName("S-101")
    void an_odd_user_agent_is_taken_and_shown_as_text(String userAgent) {
        var regular = Regular.on(SERVER);
        var answer = regular.signIn(regular.home(), userAgent);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(browser(answer)).isNotEmpty().doesNotContain("<");
        var mail = Person.until(() -> {
            var newest = regular.person().mails().json().path("items").path(0);
            return newest.path("html").asString().contains("/notme#token=") ? newest : null;
        });
        assertThat(mail.path("html").asString()).doesNotContain("<script");
    }

    @Test
    @DisplayName("S-101: no user agent is one like any other")
    void no_user_agent_is_one_like_any_other() {
        var regular = Regular.on(SERVER);
        var answer = regular.signIn(Http.to(SERVER).from(regular.home()), Person.PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(browser(answer)).isEqualTo("unknown");
    }

    @Test
    @DisplayName("S-101: of a user agent of 16 kB the first 512 characters are read")
    void of_a_long_user_agent_the_first_512_characters_are_read() {
        var regular = Regular.on(SERVER);
        String within = "x".repeat(498) + " Firefox/140.0" + "x".repeat(15_000);
        String beyond = "x".repeat(512) + " Firefox/140.0" + "x".repeat(15_000);
        assertThat(browser(regular.signIn(regular.home(), within))).isEqualTo("Firefox");
        assertThat(browser(regular.signIn(regular.home(), beyond))).isEqualTo("unknown");
    }

    @Test
    @DisplayName("S-101: a control character in a header is refused before anybody is looked up")
    void a_control_character_is_refused() {
        var regular = Regular.on(SERVER);
        assertThat(regular.signIn(regular.home(), "\u0001").status()).isEqualTo(400);
        assertThat(regular.lastResult()).isEqualTo("signed_in");
        assertThat(regular.fromHome().status()).isEqualTo(200);
    }
}
