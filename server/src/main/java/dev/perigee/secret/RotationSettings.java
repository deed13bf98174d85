package dev.perigee.secret;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How a change of the file of the signing keys spreads; see {@link RotatingKeys}.
 *
 * @param look how often a node that is used looks at the file
 * @param rest how old the file must be before its first key signs: long enough for every node to have the file
 * @param grace how old the file must be before only its first key verifies: longer than the last token of another lives
 */
@ConfigurationProperties("perigee.rotation")
record RotationSettings(Duration look, Duration rest, Duration grace) {

    /** The longest life of a token, and what clocks may differ by. */
    static final Duration TOKEN_LIFE = Duration.ofMinutes(10).plusSeconds(30);

    RotationSettings {
        if (!look.isPositive() || look.compareTo(rest) >= 0 || rest.compareTo(grace) >= 0) {
            throw new IllegalArgumentException("perigee.rotation.look must be longer than nothing and shorter than"
                    + " perigee.rotation.rest, and that shorter than .grace");
        }
    }

    /** Whether a key may be refused while tokens of it are good. */
    boolean isHasty() {
        return grace.compareTo(rest.plus(TOKEN_LIFE)) < 0;
    }
}
