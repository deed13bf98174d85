package dev.perigee.key;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How keys are kept.
 *
 * @param reveal whether a key can be read again (API_KEY_REVEAL); if not, its text is kept in no form
 */
@ConfigurationProperties("perigee.key")
record KeySettings(boolean reveal) {}
