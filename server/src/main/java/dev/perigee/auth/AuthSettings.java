package dev.perigee.auth;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long a sign-in lasts.
 *
 * @param accessToken at most ten minutes
 * @param session the longest that a session lives, however often it is used
 * @param idle after how long without use it ends
 */
@ConfigurationProperties("perigee.auth")
record AuthSettings(Duration accessToken, Duration session, Duration idle) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    AuthSettings {
        if (accessToken.compareTo(LONGEST) > 0 || accessToken.isNegative() || accessToken.isZero()) {
            throw new IllegalArgumentException("perigee.auth.access-token must be between 1s and 10m");
        }
    }
}
