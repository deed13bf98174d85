package dev.perigee.auth;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long a sign-in lasts.
 *
 * @param accessToken at most ten minutes
 * @param session the longest that a session lives, however often it is used
 * @param idle after how long without use it ends
 * @param suspiciousSignIn what happens when network, device and browser are all new (SUSPICIOUS_SIGN_IN)
 */
@ConfigurationProperties("perigee.auth")
record AuthSettings(Duration accessToken, Duration session, Duration idle, SuspiciousSignIn suspiciousSignIn) {

    /** From strict to lenient. */
    enum SuspiciousSignIn {
        /** The attempt fails, and so does every other, until the person uses the mailed link. */
        DISABLE,
        /** The attempt fails, and the link is mailed; a usual one goes on to work. */
        CHALLENGE,
        /** The attempt succeeds and the person is told. */
        NOTIFY,
        /** Nobody looks. */
        OFF
    }

    private static final Duration LONGEST = Duration.ofMinutes(10);

    AuthSettings {
        if (accessToken.compareTo(LONGEST) > 0 || accessToken.isNegative() || accessToken.isZero()) {
            throw new IllegalArgumentException("perigee.auth.access-token must be between 1s and 10m");
        }
    }
}
