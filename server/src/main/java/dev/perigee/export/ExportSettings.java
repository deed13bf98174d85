package dev.perigee.export;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How archives are kept.
 *
 * @param keep how long one waits to be fetched
 */
@ConfigurationProperties("perigee.export")
record ExportSettings(Duration keep) {

    ExportSettings {
        if (keep.toMinutes() < 1) {
            throw new IllegalArgumentException("perigee.export.keep must be a time from 1m");
        }
    }
}
