package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import dev.perigee.user.Passwords;
import dev.perigee.user.Users;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;

/** People who come from another system sign in with the password that they had there. */
class OldHashTest {

    private static final Perigee SERVER = Perigee.shared();

    /** Somebody whose row has this hash, as an import would leave it. */
    private static Person with(String hash) {
        var person = Person.signedIn(SERVER);
        SERVER.query("update app_user set password_hash = ? where email = ?", hash, person.email());
        return person;
    }

    private static String hash(Person person) {
        return SERVER.query("select password_hash from app_user where email = ?", person.email());
    }

    private static int sessions(Person person) {
        return Integer.parseInt(SERVER.query(
                "select count(*) from session where user_id = (select id from app_user where email = ?)",
                person.email()));
    }

    private static boolean isOurs(String hash) {
        return hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    @DisplayName("S-013")
    void a_wrong_password_leaves_an_older_hash() {
        String old = new BCryptPasswordEncoder(10).encode(Person.PASSWORD);
        var person = with(old);
        assertThat(person.signIn("another password 1").status()).isEqualTo(401);
        assertThat(person.signIn("").status()).isEqualTo(401);
        assertThat(hash(person)).isEqualTo(old);
    }

    @Test
    @DisplayName("S-013: CVE-2025-22228")
    void a_password_of_73_bytes_never_matches_the_first_72() {
        String password =
                "bcrypt reads no more than seventy-two bytes. ".repeat(2).substring(0, 72);
        assertThat(password).hasSize(72);
        String old = new BCryptPasswordEncoder(4).encode(password);
        var person = with(old);
        assertThat(person.signIn(password + "!").status()).isEqualTo(401);
        assertThat(hash(person)).isEqualTo(old);
        assertThat(person.signIn(password).status()).isEqualTo(200);
        assertThat(person.signIn(password + "!").status()).isEqualTo(401);
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {"none", "", "{noop}seven purple otters 42", "{bcrypt}seven purple otters 42", "{}", "{none"})
    void what_is_no_hash_matches_nothing_after_the_work_of_one(String text) {
        var person = with(text);
        var passwords = SERVER.bean(Passwords.class);
        long before = passwords.hashes();
        assertThat(person.signIn().status()).isEqualTo(401);
        assertThat(passwords.hashes() - before).isEqualTo(1);
        assertThat(person.signIn("none").status()).isEqualTo(401);
        assertThat(hash(person)).isEqualTo(text);
        // Other tests look for passwords in the database that they share with this one.
        SERVER.query("update app_user set password_hash = 'none' where email = ?", person.email());
    }

    @Test
    void the_older_hash_of_somebody_who_is_not_confirmed_stays_until_they_are() {
        var person = Person.newOn(SERVER);
        person.signUp();
        String old = new BCryptPasswordEncoder(4).encode(Person.PASSWORD);
        SERVER.query("update app_user set password_hash = ? where email = ?", old, person.email());
        assertThat(person.signIn().status()).isEqualTo(200);
        assertThat(hash(person)).isEqualTo(old);
    }

    @Test
    @DisplayName("S-013")
    void a_sign_in_replaces_a_hash_of_bcrypt_and_begins_one_session() {
        var person = with(new BCryptPasswordEncoder(10).encode(Person.PASSWORD));
        int before = sessions(person);
        assertThat(person.signIn().status()).isEqualTo(200);
        assertThat(hash(person)).matches(OldHashTest::isOurs);
        assertThat(sessions(person)).isEqualTo(before + 1);
        String ours = hash(person);
        assertThat(person.signIn().status()).isEqualTo(200);
        assertThat(person.signIn("another password 1").status()).isEqualTo(401);
        assertThat(hash(person)).isEqualTo(ours);
    }

    @Test
    void every_form_in_which_spring_security_writes_hashes_is_replaced() {
        var forms = List.of(
                new BCryptPasswordEncoder(BCryptPasswordEncoder.BCryptVersion.$2B, 4).encode(Person.PASSWORD),
                new BCryptPasswordEncoder(BCryptPasswordEncoder.BCryptVersion.$2Y, 4).encode(Person.PASSWORD),
                "{bcrypt}" + new BCryptPasswordEncoder(4).encode(Person.PASSWORD),
                Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(Person.PASSWORD),
                "{argon2@SpringSecurity_v5_8}"
                        + Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(Person.PASSWORD),
                new Argon2PasswordEncoder(16, 32, 4, 65_536, 3).encode(Person.PASSWORD));
        for (String form : forms) {
            var person = with(form);
            assertThat(person.signIn("another password 1").status()).as(form).isEqualTo(401);
            assertThat(person.signIn().status()).as(form).isEqualTo(200);
            assertThat(hash(person)).as(form).matches(OldHashTest::isOurs);
        }
    }

    @Test
    void other_systems_hashed_what_was_typed_and_we_did_its_canonical_form() {
        String typed = "e\u0301toiles sur la mer";
        String canonical = "\u00e9toiles sur la mer";
        var encoder = new Argon2PasswordEncoder(16, 32, 1, 4_096, 3);
        for (String form : List.of(encoder.encode(typed), encoder.encode(canonical))) {
            var person = with(form);
            assertThat(person.signIn(typed).status()).isEqualTo(200);
            assertThat(hash(person)).matches(OldHashTest::isOurs);
            assertThat(person.signIn(typed).status()).isEqualTo(200);
            assertThat(person.signIn(canonical).status()).isEqualTo(200);
        }
    }

    @Test
    void of_two_first_sign_ins_at_once_both_succeed() {
        var person = with(new BCryptPasswordEncoder(4).encode(Person.PASSWORD));
        var answers = Together.ask(2, number -> person.signIn());
        assertThat(Together.statuses(answers)).containsExactly(200, 200);
        assertThat(hash(person)).matches(OldHashTest::isOurs);
    }

    @Test
    void a_hash_that_was_changed_meanwhile_stays_and_no_node_is_told() {
        var person = with("none");
        var id = new UserId(UUID.fromString(SERVER.query("select id from app_user where email = ?", person.email())));
        Queue<UUID> told = new ConcurrentLinkedQueue<>();
        SERVER.bean(Notices.class).subscribe(Users.CHANGED, told::add, () -> {});
        String ours = SERVER.bean(Passwords.class).hash(Person.PASSWORD);
        replaceHash(id, "another", ours);
        assertThat(hash(person)).isEqualTo("none");
        assertThat(told).doesNotContain(id.value());
        replaceHash(id, "none", ours);
        assertThat(hash(person)).isEqualTo(ours);
        assertThat(told).contains(id.value());
    }

    private static void replaceHash(UserId id, String old, String hash) {
        SERVER.bean(TransactionOperations.class)
                .executeWithoutResult(transaction -> SERVER.bean(Users.class).replaceHash(id, old, hash));
    }

    @Test
    void an_older_hash_is_good_for_changing_the_password_too() {
        var person = with(new BCryptPasswordEncoder(4).encode(Person.PASSWORD));
        var answer = person.api().send("PUT", "/api/user/password", """
                {"current": "%s", "password": "nine amber lanterns 17"}""".formatted(Person.PASSWORD));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(person.signIn("nine amber lanterns 17").status()).isEqualTo(200);
    }
}
