package dev.perigee.user;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a password must be.
 *
 * @param min the fewest characters (code points); not below 8 (NIST SP 800-63B-4 §3.1.1.2)
 * @param breached the list of breached passwords: a file, or the address of a range API (BREACHED_PASSWORDS); none: no
 *     password is looked up
 */
@ConfigurationProperties("perigee.password")
record PasswordSettings(int min, String breached) {

    PasswordSettings {
        if (min < 8 || min > 64) {
            throw new IllegalArgumentException("perigee.password.min must be a number from 8 to 64");
        }
    }
}
