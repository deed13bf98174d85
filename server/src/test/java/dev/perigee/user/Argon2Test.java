package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Our hashes are everybody's: what another implementation of the format made is known here, and the other way round. */
class Argon2Test {

    private static final String PASSWORD = "quartz lanterns über 42 \uD83D\uDE80";

    private final Argon2 argon2 = new Argon2(19_456, 2);
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
    void what_would_take_too_much_memory_or_time_or_makes_no_sense_is_not_computed() {
        String hash = argon2.hash(PASSWORD);
        for (String settings : new String[] {
            "m=65537,t=2,p=1",
            "m=19456,t=11,p=1",
            "m=19456,t=2,p=9",
            "m=19456,t=0,p=1",
            "m=19456,t=2,p=0",
            "m=7,t=2,p=1"
        }) {
            assertThat(argon2.matches(PASSWORD, hash.replace("m=19456,t=2,p=1", settings)))
                    .as(settings)
                    .isFalse();
        }
    }

    @Test
    void a_hash_of_other_settings_is_known_and_not_taken_for_ours() {
        for (var other : new Argon2PasswordEncoder[] {
            Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8(), new Argon2PasswordEncoder(8, 64, 4, 65_536, 3)
        }) {
            String hash = other.encode(PASSWORD);
            assertThat(argon2.matches(PASSWORD, hash)).as(hash).isTrue();
            assertThat(argon2.matches(PASSWORD, "{argon2@SpringSecurity_v5_8}" + hash))
                    .isTrue();
            assertThat(argon2.matches("quartz lanterns", hash)).isFalse();
            assertThat(argon2.isOurs(hash)).isFalse();
        }
        assertThat(argon2.isOurs(argon2.hash(PASSWORD))).isTrue();
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
