package dev.perigee.log;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How places are known.
 *
 * @param file in the MaxMind DB format (GEOIP_FILE); none: no place is known
 */
@ConfigurationProperties("perigee.places")
record PlaceSettings(String file) {}
