package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Person;
import dev.perigee.web.Problem;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
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
        try (var passwords = new Passwords(new StaticMessageSource(), new PasswordSettings(8, ""), sha1 -> false);
                var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Passwords.AT_ONCE; i++) {
                crowd.execute(() -> passwords.matches("another one", slow));
            }
            Person.until(() -> passwords.hashes() == Passwords.AT_ONCE ? true : null);
            assertThat(passwords.renewed(PASSWORD, old)).isEmpty();
            assertThatThrownBy(() -> passwords.hash(PASSWORD)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void an_older_hash_is_replaced_by_one_of_the_same_password_and_our_own_is_not() {
        try (var passwords = new Passwords(new StaticMessageSource(), new PasswordSettings(8, ""), sha1 -> false)) {
            String ours = passwords
                    .renewed(PASSWORD, new BCryptPasswordEncoder(4).encode(PASSWORD))
                    .orElseThrow();
            assertThat(passwords.matches(PASSWORD, ours)).isTrue();
            assertThat(passwords.renewed(PASSWORD, ours)).isEmpty();
        }
    }
}
