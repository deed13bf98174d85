package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.scrypt.SCryptPasswordEncoder;

/** Which hashes of other systems are compared, and with what. */
class OtherHashesTest {

    private static final String PASSWORD = "quartz lanterns \u00fcber 42";

    private final OtherHashes others = new OtherHashes();

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "none",
                "",
                "{",
                "}",
                "{}",
                "{bcrypt",
                "{bcrypt}",
                "{noop}quartz",
                "{MD5}0123456789abcdef0123456789abcdef",
                "{sha256}" + "0123456789abcdef" + "0123456789abcdef",
                "{scrypt}$ffff0801$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "$2a$31$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyza",
                "$2$10$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyza"
            })
    void weak_unbearable_and_unknown_forms_are_not_known(String text) {
        assertThat(others.take(PASSWORD, text)).isFalse();
    }

    @Test
    void no_password_at_all_is_left_to_somebody_who_works_as_long_as_for_any_other() {
        assertThat(others.take("", new BCryptPasswordEncoder(4).encode(PASSWORD)))
                .isFalse();
    }

    @Test
    void longer_passwords_than_bcrypt_reads_never_match() {
        String letters = "\u00fc".repeat(36);
        String hash = new BCryptPasswordEncoder(4).encode(letters);
        assertThat(others.match(letters, hash)).isTrue();
        assertThat(others.match(letters + "x", hash)).isFalse();
        assertThat(others.match(letters + "x", "{bcrypt}" + hash)).isFalse();
    }

    @Test
    @SuppressWarnings("deprecation")
    void what_spring_security_writes_by_default_is_known() {
        var hashes = List.of(
                PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(PASSWORD),
                "{pbkdf2}"
                        + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_5().encode(PASSWORD),
                "{pbkdf2@SpringSecurity_v5_8}"
                        + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(PASSWORD),
                "{scrypt}"
                        + SCryptPasswordEncoder.defaultsForSpringSecurity_v4_1().encode(PASSWORD),
                "{scrypt@SpringSecurity_v5_8}"
                        + SCryptPasswordEncoder.defaultsForSpringSecurity_v5_8().encode(PASSWORD));
        for (String hash : hashes) {
            assertThat(others.take(PASSWORD, hash)).as(hash).isTrue();
            assertThat(others.match(PASSWORD, hash)).as(hash).isTrue();
            assertThat(others.match(PASSWORD + "x", hash)).as(hash).isFalse();
        }
    }
}
