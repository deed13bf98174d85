package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Newcomer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing up by a network that tells no address that it has checked. */
class SocialSignUpTest {

    private static final Perigee SERVER = Perigee.shared();

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
        assertThat(answer.header("set-cookie")).isEmpty();
    }

    private static String people(Person person) {
        return SERVER.query("select count(*) from app_user where email = ?", person.email());
    }

    @Test
    @DisplayName("S-026: the mail counts in the browser that asked, and in no other")
    void a_mail_opened_elsewhere_makes_no_account() {
        var attacker = Newcomer.back();
        var victim = Person.newOn(SERVER);
        String mailed = attacker.mailedTo(victim);
        var elsewhere =
                Http.to(SERVER).from(Perigee.freshAddress()).post("/api/auth/social/confirm", Json.of("token", mailed));
        assertThat(elsewhere.status()).isEqualTo(422);
        assertThat(elsewhere.code()).isEqualTo("other_browser");
        assertThat(Newcomer.back().confirm(mailed).code()).isEqualTo("other_browser");
        assertThat(people(victim)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-026: the mail says who asks, and for what")
    void the_mail_says_who_asks_and_for_what() {
        var person = Person.newOn(SERVER);
        Newcomer.back().mailedTo(person);
        assertThat(person.mails().body()).contains("Google", "Firefox", "Windows", "127.");
    }

    @Test
    @DisplayName("S-026: the proof is of one identity, and is used once")
    void the_proof_is_of_one_identity_and_is_used_once() {
        var browser = Newcomer.back();
        var person = Person.newOn(SERVER);
        String mailed = browser.mailedTo(person);
        assertThat(browser.confirm(mailed).status()).isEqualTo(200);
        assertSpent(browser.confirm(mailed));
        assertSpent(browser.name(Person.newOn(SERVER)));
        assertThat(SERVER.query("""
                select subject from social_identity i join app_user u on u.id = i.user_id where u.email = ?""", person.email())).isEqualTo(browser.subject());
    }

    @Test
    @DisplayName("S-026: a token of the page is its browser's")
    void a_token_in_another_browser_asks_for_nothing() {
        var browser = Newcomer.back();
        var other = new Newcomer(SERVER, browser.subject(), Newcomer.back().cookie(), browser.token());
        var person = Person.newOn(SERVER);
        assertSpent(other.name(person));
        assertSpent(Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/auth/social/signup", Json.of("social_token", browser.token(), "email", person.email())));
        assertThat(SERVER.query("select count(*) from mail where recipient = ?", person.email()))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("S-004: an address that somebody has is answered alike; only its owner is told")
    void an_address_that_somebody_has_is_answered_alike() {
        var known = Person.signedIn(SERVER);
        var browser = Newcomer.back();
        var answer = browser.name(known);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo(Newcomer.back().name(Person.newOn(SERVER)).body());
        assertThat(SERVER.query(
                        "select count(*) from mail where recipient = ? and kind = 'social_account_exists'",
                        known.email()))
                .isEqualTo("1");
        assertThat(SERVER.query("""
                select count(*) from social_identity where subject = ?""", browser.subject())).isEqualTo("0");
    }

    @Test
    void who_confirms_has_an_account_and_comes_in_by_the_network_from_then_on() {
        var browser = Newcomer.back();
        var person = Person.newOn(SERVER);
        var answer = browser.confirm(browser.mailedTo(person));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.field("user.email")).isEqualTo(person.email());
        assertThat(answer.field("user.name")).isEqualTo("Ada");
        assertThat(answer.field("user.verified")).isEqualTo("true");
        assertThat(answer.cookie("__Host-refresh")).isNotEmpty();
        var again = Journey.to(SERVER, "google").back(Told.of(browser.subject()));
        assertThat(again.header("location")).contains(SERVER.url() + "/dashboard");
    }

    @Test
    void nothing_is_made_before_the_mail_is_used() {
        var person = Person.newOn(SERVER);
        Newcomer.back().mailedTo(person);
        assertThat(people(person)).isEqualTo("0");
    }

    @Test
    void a_later_mail_takes_the_place_of_an_earlier_one() {
        var browser = Newcomer.back();
        var first = Person.newOn(SERVER);
        String earlier = browser.mailedTo(first);
        var second = Person.newOn(SERVER);
        String later = browser.mailedTo(second);
        assertSpent(browser.confirm(earlier));
        assertThat(browser.confirm(later).field("user.email")).isEqualTo(second.email());
        assertThat(people(first)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-020: an unconfirmed sign-up gives way to whoever confirms")
    void an_unconfirmed_sign_up_gives_way() {
        var attacker = Person.newOn(SERVER);
        attacker.signUp();
        var browser = Newcomer.back();
        assertThat(browser.confirm(browser.mailedTo(attacker)).status()).isEqualTo(200);
        assertThat(attacker.signIn().status()).isEqualTo(401);
    }

    @Test
    void an_address_that_was_confirmed_meanwhile_stays_with_its_owner() {
        var browser = Newcomer.back();
        var person = Person.newOn(SERVER);
        String mailed = browser.mailedTo(person);
        person.signUp();
        String verify = person.tokenBy(person::signUp, "/verify");
        Http.to(SERVER)
                .from(Perigee.freshAddress())
                .post("/api/user/verify", Json.of("token", verify, "password", Person.PASSWORD));
        assertSpent(browser.confirm(mailed));
    }

    @Test
    void an_hour_later_it_is_too_late() {
        var browser = Newcomer.back();
        String mailed = browser.mailedTo(Person.newOn(SERVER));
        SERVER.query("update social_sign_up set expires_at = now() where subject = ?", browser.subject());
        assertSpent(browser.confirm(mailed));
        assertSpent(browser.name(Person.newOn(SERVER)));
    }

    @Test
    void of_many_confirmations_at_once_one_makes_the_account() {
        var browser = Newcomer.back();
        var person = Person.newOn(SERVER);
        String mailed = browser.mailedTo(person);
        var answers = Together.ask(8, n -> browser.confirm(mailed));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(people(person)).isEqualTo("1");
    }

    @Test
    void two_sign_ups_of_one_identity_end_in_one_account() {
        var one = Newcomer.back();
        var other = Newcomer.back(one.subject());
        String first = one.mailedTo(Person.newOn(SERVER));
        String second = other.mailedTo(Person.newOn(SERVER));
        assertThat(one.confirm(first).status()).isEqualTo(200);
        assertSpent(other.confirm(second));
    }
}
