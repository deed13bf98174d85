package dev.perigee.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How accounts end.
 *
 * @param grace how long a closed account can be opened again before it is erased
 */
@ConfigurationProperties("perigee.account")
record ClosingSettings(Duration grace) {

    ClosingSettings {
        if (grace.isNegative() || grace.toSeconds() == 0) {
            throw new IllegalArgumentException("perigee.account.grace must be a time such as 30d");
        }
    }
}
