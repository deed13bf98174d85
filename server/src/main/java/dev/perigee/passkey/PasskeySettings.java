package dev.perigee.passkey;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For whom passkeys work.
 *
 * @param origins besides that of CLIENT_URL: those of native apps, such as {@code android:apk-key-hash:…}
 */
@ConfigurationProperties("perigee.passkey")
record PasskeySettings(@DefaultValue Set<String> origins) {}
