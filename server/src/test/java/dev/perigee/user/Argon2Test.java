package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Our hashes are everybody's: what another implementation of the format made is known here, and the other way round. */
class Argon2Test {

    private static final String PASSWORD = "quartz lanterns über 42 \uD83D\uDE80";

    private final Argon2 argon2 = new Argon2();
    private final Argon2PasswordEncoder spring = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);

    @Test
    void another_password_or_another_form_of_hash_does_not_match() {
        assertThat(argon2.matches("quartz lanterns", argon2.hash(PASSWORD))).isFalse();
        assertThat(argon2.matches(PASSWORD, argon2.hash(PASSWORD).replace("t=2", "t=1")))
                .isFalse();
        assertThat(argon2.matches(PASSWORD, "nobody can sign in")).isFalse();
        assertThat(argon2.matches("", "")).isFalse();
    }

    @Test
    void a_hash_of_spring_security_is_known() {
        assertThat(argon2.matches(PASSWORD, spring.encode(PASSWORD))).isTrue();
    }

    @Test
    void spring_security_knows_our_hash() {
        assertThat(spring.matches(PASSWORD, argon2.hash(PASSWORD))).isTrue();
    }

    @Test
    void equal_passwords_have_different_hashes_also_from_one_thread_that_keeps_its_memory() {
        String first = argon2.hash(PASSWORD);
        assertThat(argon2.hash(PASSWORD)).isNotEqualTo(first);
        assertThat(argon2.matches(PASSWORD, first)).isTrue();
    }
}
