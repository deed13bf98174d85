package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A person gets another address: proved at the new one, told at the old one. */
class EmailChangeTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final int ROUNDS = 200;

    private static Answer ask(Person person, String email) {
        return ask(person.api(), Json.of("email", email, "password", Person.PASSWORD));
    }

    private static Answer ask(Http client, String body) {
        return client.post("/api/user/email", body);
    }

    private static String link(Person person, Person address) {
        return address.tokenBy(
                () -> assertThat(ask(person, address.email()).status()).isEqualTo(202), "/email");
    }

    private static Answer confirm(Person person, String token) {
        return person.api().post("/api/user/email/confirm", Json.of("token", token));
    }

    private static Answer confirm(Http client, Object... form) {
        return client.post("/api/user/email/confirm", Json.of(form));
    }

    private static void assertSpent(Answer answer) {
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("link_spent");
    }

    private static String address(Person person) {
        return person.api().get("/api/user").field("email");
    }

    private static void awaitMail(Person person, String subject) {
        Person.until(() -> person.mails().body().contains(subject) ? true : null);
    }

    @Test
    void the_password_is_asked_for() {
        var person = Person.signedIn(SERVER);
        String email = Person.newOn(SERVER).email();
        var answer = ask(person.api(), Json.of("email", email, "password", "another password 1"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_credentials");
    }

    @Test
    @DisplayName("S-022")
    void whoever_only_reads_the_mail_of_an_address_gives_it_to_no_account() {
        var attacker = Person.signedIn(SERVER);
        var victim = Person.signedIn(SERVER);
        SERVER.query("update app_user set email = 'x' || email where email = ?", victim.email());
        String token = link(attacker, victim);
        var stranger = Http.to(SERVER);
        assertThat(confirm(stranger, "token", token).code()).isEqualTo("password_required");
        assertThat(confirm(victim.api(), "token", token).code()).isEqualTo("password_required");
        var wrong = confirm(victim.api(), "token", token, "password", "the victim's own 1");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("invalid_credentials");
        assertThat(address(attacker)).isEqualTo(attacker.email());
        assertThat(confirm(stranger, "token", token, "password", Person.PASSWORD)
                        .status())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("S-007")
    void an_address_of_somebody_else_is_answered_alike_and_only_they_are_told() {
        var person = Person.signedIn(SERVER);
        var other = Person.signedIn(SERVER);
        var free = ask(person, Person.newOn(SERVER).email());
        var taken = ask(person, other.email());
        assertThat(taken.status()).isEqualTo(free.status()).isEqualTo(202);
        assertThat(taken.body()).isEqualTo(free.body());
        assertThat(taken.headers().keySet()).isEqualTo(free.headers().keySet());
        awaitMail(other, "Somebody tried to use your address");
        assertThat(other.mails().body()).doesNotContain("/email#token=");
        assertThat(address(person)).isEqualTo(person.email());
    }

    @Test
    void nothing_changes_before_the_new_address_is_confirmed_and_the_old_one_is_told_twice() {
        var person = Person.signedIn(SERVER);
        var next = Person.newOn(SERVER);
        String token = link(person, next);
        awaitMail(person, "Your address is about to change");
        assertThat(address(person)).isEqualTo(person.email());
        assertThat(confirm(person, token).status()).isEqualTo(204);
        assertThat(address(person)).isEqualTo(next.email());
        awaitMail(person, "Your address was changed");
        assertThat(person.signIn().status()).isEqualTo(401);
        assertThat(next.signIn().status()).isEqualTo(200);
        assertSpent(confirm(person, token));
    }

    @Test
    void ones_own_address_is_nothing_to_change_to() {
        var person = Person.signedIn(SERVER);
        String link = link(person, Person.newOn(SERVER));
        assertThat(ask(person, person.email()).status()).isEqualTo(202);
        assertThat(confirm(person, link).status()).isEqualTo(204);
    }

    @Test
    void a_link_mailed_to_the_old_address_is_void_after_the_change() {
        var person = Person.signedIn(SERVER);
        String magic = person.magicToken();
        assertThat(confirm(person, link(person, Person.newOn(SERVER))).status()).isEqualTo(204);
        assertSpent(Http.to(SERVER).post("/api/auth/magic/verify", Json.of("token", magic)));
    }

    @Test
    void who_was_blocked_is_mailed_the_way_back_to_the_new_address_at_once() {
        var person = Person.signedIn(SERVER);
        SERVER.query("update app_user set blocked_at = now(), way_back_at = now() where email = ?", person.email());
        var next = Person.newOn(SERVER);
        assertThat(confirm(person, link(person, next)).status()).isEqualTo(204);
        assertThat(next.signIn().code()).isEqualTo("sign_in_blocked");
        awaitMail(next, "We stopped a sign-in");
    }

    @Test
    @DisplayName("S-023")
    void a_change_dies_when_somebody_signs_up_with_the_address() {
        var attacker = Person.signedIn(SERVER);
        var victim = Person.newOn(SERVER);
        String token = link(attacker, victim);
        victim.signUp();
        assertSpent(confirm(attacker, token));
        assertThat(address(attacker)).isEqualTo(attacker.email());
        victim.waitForMail(2);
        assertThat(victim.verify().status()).isEqualTo(200);
        assertSpent(confirm(attacker, token));
    }

    @Test
    @DisplayName("S-023")
    void a_change_dies_also_where_another_sign_up_came_before() {
        var attacker = Person.signedIn(SERVER);
        var victim = Person.newOn(SERVER);
        victim.signUp();
        String token = link(attacker, victim);
        victim.signUp();
        assertSpent(confirm(attacker, token));
        assertThat(victim.signIn().status()).isEqualTo(200);
    }

    @Test
    void a_sign_up_that_was_never_confirmed_gives_way() {
        var squatted = Person.newOn(SERVER);
        squatted.signUp();
        var person = Person.signedIn(SERVER);
        assertThat(confirm(person, link(person, squatted)).status()).isEqualTo(204);
        assertThat(address(person)).isEqualTo(squatted.email());
    }

    @Test
    @DisplayName("S-028")
    void of_two_changes_at_once_each_link_confirms_its_own_address_or_nothing() {
        var attacker = Person.signedIn(SERVER);
        attacker.hashQuickly();
        String before = attacker.email();
        for (int round = 0; round < ROUNDS; round++) {
            var addresses = List.of(Person.newOn(SERVER), Person.newOn(SERVER));
            Together.ask(2, number -> ask(attacker, addresses.get(number).email()));
            var tokens = addresses.stream()
                    .map(address -> Person.tokenIn(address.waitForMail(1)))
                    .toList();
            for (int number = 0; number < 2; number++) {
                assertThat(confirm(Http.to(SERVER), "token", tokens.get(number)).status())
                        .isIn(410, 422);
                assertThat(address(attacker)).isEqualTo(before);
            }
            int first = confirm(attacker, tokens.get(0)).status();
            assertThat(confirm(attacker, tokens.get(1)).status()).isEqualTo(first == 204 ? 410 : 204);
            before = addresses.get(first == 204 ? 0 : 1).email();
            assertThat(address(attacker)).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("S-055")
    void of_many_uses_at_once_one_counts() {
        var person = Person.signedIn(SERVER);
        String token = link(person, Person.newOn(SERVER));
        var answers = Together.ask(100, number -> Together.served(() -> confirm(person, token)));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 410)).hasSize(99);
    }

    @Test
    @DisplayName("S-057")
    void a_later_link_takes_the_place_of_an_earlier_one() {
        var person = Person.signedIn(SERVER);
        String first = link(person, Person.newOn(SERVER));
        String second = link(person, Person.newOn(SERVER));
        assertSpent(confirm(person, first));
        assertThat(confirm(person, second).status()).isEqualTo(204);
    }

    @Test
    @DisplayName("S-057")
    void a_link_expires_after_an_hour() {
        var person = Person.signedIn(SERVER);
        String token = link(person, Person.newOn(SERVER));
        assertThat(SERVER.query("""
                select extract(epoch from expires_at - created_at)::int from mailed_token
                 where purpose = 'email' and user_id = (select id from app_user where email = ?)""", person.email())).isEqualTo("3600");
        SERVER.query("""
                update mailed_token set expires_at = now()
                 where purpose = 'email' and user_id = (select id from app_user where email = ?)""", person.email());
        assertSpent(confirm(person, token));
    }

    @Test
    void the_last_link_that_was_mailed_stays_good_when_no_other_is() {
        try (var strict = Perigee.alone(Perigee.roomy("perigee.mail.bounds.quarter-hour=1"))) {
            var person = Person.signedIn(strict);
            var next = Person.newOn(strict);
            String token = link(person, next);
            assertThat(ask(person, next.email()).status()).isEqualTo(202);
            assertThat(confirm(person, token).status()).isEqualTo(204);
        }
    }

    @Test
    void a_password_is_guessed_five_times_at_one_link() {
        try (var strict = Perigee.node()) {
            var person = Person.signedIn(SERVER);
            String token = link(person, Person.newOn(SERVER));
            for (int i = 0; i < 5; i++) {
                var guess = confirm(Http.to(strict).from(Perigee.freshAddress()), "token", token, "password", "no" + i);
                assertThat(guess.status()).isEqualTo(401);
            }
            var right =
                    confirm(Http.to(strict).from(Perigee.freshAddress()), "token", token, "password", Person.PASSWORD);
            assertThat(right.status()).isEqualTo(429);
        }
    }
}
