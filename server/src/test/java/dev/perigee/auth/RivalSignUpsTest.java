package dev.perigee.auth;

import static dev.perigee.auth.SignedUp.assertSpent;
import static dev.perigee.auth.SignedUp.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several people sign up with one address, and only one of them reads its mail. */
class RivalSignUpsTest {

    private static final Perigee SERVER = Perigee.shared();

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
}
