package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.Problem;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What becomes of a password while more hashes are asked for than can be computed. */
class PasswordsTest {

    private static final String PASSWORD = "seven purple otters 42";

    @Test
    void an_older_hash_stays_while_there_is_no_time_to_replace_it() {
        String old = new BCryptPasswordEncoder(4).encode(PASSWORD);
        // Takes longer than anybody waits.
        String slow = new BCryptPasswordEncoder(14).encode(PASSWORD);
        try (var passwords = passwords();
                var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < passwords.atOnce(); i++) {
                crowd.execute(() -> passwords.matches("another one", slow));
            }
            Person.until(() -> passwords.hashes() == passwords.atOnce() ? true : null);
            assertThat(passwords.renewed(PASSWORD, old)).isEmpty();
            assertThatThrownBy(() -> passwords.hash(PASSWORD)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void an_older_hash_is_replaced_by_one_of_the_same_password_and_our_own_is_not() {
        try (var passwords = passwords()) {
            String ours = passwords
                    .renewed(PASSWORD, new BCryptPasswordEncoder(4).encode(PASSWORD))
                    .orElseThrow();
            assertThat(passwords.matches(PASSWORD, ours)).isTrue();
            assertThat(passwords.renewed(PASSWORD, ours)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"perigee.password.memory=19455", "perigee.password.passes=1"})
    void production_makes_no_hash_that_is_cheaper_to_guess(String cheap) {
        assertThatThrownBy(() -> Perigee.node(Perigee.production(cheap)))
                .rootCause()
                .hasMessageContaining("perigee.password.memory must be 19456 or more in production");
    }

    private static Passwords passwords() {
        var settings = new PasswordSettings(8, "", 19_456, 2);
        return new Passwords(new StaticMessageSource(), settings, new Argon2(19_456, 2), sha1 -> false);
    }
}
