package dev.perigee.user;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a password must be.
 *
 * @param min the fewest characters (code points); not below 8 (NIST SP 800-63B-4 §3.1.1.2)
 * @param breached the list of breached passwords: a file, or the address of a range API (BREACHED_PASSWORDS); none: no
 *     password is looked up
 * @param memory how many KiB the hash of a password takes (Argon2id's m)
 * @param passes how often it goes through them (Argon2id's t)
 */
@ConfigurationProperties("perigee.password")
record PasswordSettings(int min, String breached, int memory, int passes) {

    PasswordSettings {
        if (min < 8 || min > 64) {
            throw new IllegalArgumentException("perigee.password.min must be a number from 8 to 64");
        }
        if (memory < 8 || memory > 65_536) {
            throw new IllegalArgumentException("perigee.password.memory must be a number of KiB from 8 to 65536");
        }
        if (passes < 1 || passes > 10) {
            throw new IllegalArgumentException("perigee.password.passes must be a number from 1 to 10");
        }
    }

    /** The least that is taken in production (OWASP Password Storage Cheat Sheet). */
    boolean isStrong() {
        return memory >= 19_456 && passes >= 2;
    }
}
