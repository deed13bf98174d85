package dev.perigee.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where secrets come from: in production from the environment, elsewhere from a file that the first start makes.
 *
 * @param data the folder of everything this installation keeps on its own disk (PERIGEE_DATA)
 * @param jwtKeys {@code kid:base64,…}; the first signs (JWT_KEYS)
 * @param jwtKeysFile the file in which they stand instead, to be changed while the server runs (JWT_KEYS_FILE)
 * @param keyIndexSecret base64, the key of the API keys' look-up (KEY_INDEX_SECRET)
 * @param keyEncryptionKeys {@code version:base64,…}; the first seals (KEY_ENCRYPTION_KEYS)
 * @param cookieSecret base64 (COOKIE_SECRET)
 */
@ConfigurationProperties("perigee")
record SecretSettings(
        Path data,
        String jwtKeys,
        String jwtKeysFile,
        String keyIndexSecret,
        String keyEncryptionKeys,
        String cookieSecret) {

    SecretSettings {
        data = data.toAbsolutePath().normalize();
    }
}
