package dev.perigee.secret;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The four secrets of an installation. Production takes them from the environment and refuses to start without strong
 * ones; everywhere else the first start makes what is missing and keeps it in the data folder.
 */
public final class Secrets {

    private final @Nullable KeyFile keyFile;
    private final Map<String, byte[]> jwtKeys;
    private final byte[] keyIndex;
    private final Map<String, byte[]> encryptionKeys;
    private final byte[] cookie;

    private Secrets(SecretSettings settings, @Nullable KeyFile keyFile) {
        var faults = new ArrayList<String>();
        if (!settings.jwtKeys().isBlank() && !settings.jwtKeysFile().isBlank()) {
            faults.add("JWT_KEYS and JWT_KEYS_FILE are both set: give one of them");
        }
        this.keyFile = keyFile;
        jwtKeys = keyFile == null ? KeyText.named("JWT_KEYS", settings.jwtKeys(), faults) : keyFile.read(faults);
        keyIndex = KeyText.single("KEY_INDEX_SECRET", settings.keyIndexSecret(), faults);
        encryptionKeys = KeyText.named("KEY_ENCRYPTION_KEYS", settings.keyEncryptionKeys(), faults);
        cookie = KeyText.single("COOKIE_SECRET", settings.cookieSecret(), faults);
        refuseTwins(jwtKeys, faults);
        if (!faults.isEmpty()) {
            throw new WeakSecretsException(faults.stream().distinct().toList());
        }
    }

    /** @throws WeakSecretsException naming every secret that is missing or weak */
    static Secrets fromEnvironment(SecretSettings settings) {
        return new Secrets(settings, given(settings));
    }

    private static @Nullable KeyFile given(SecretSettings settings) {
        return settings.jwtKeysFile().isBlank() ? null : new KeyFile("JWT_KEYS_FILE", Path.of(settings.jwtKeysFile()));
    }

    /**
     * What the environment does not give is made once and kept.
     *
     * @throws WeakSecretsException for weak given ones
     */
    static Secrets forDevelopment(SecretSettings settings, DataFolder folder) {
        boolean noKeys = settings.jwtKeys().isBlank() && settings.jwtKeysFile().isBlank();
        return new Secrets(
                new SecretSettings(
                        settings.data(),
                        settings.jwtKeys(),
                        settings.jwtKeysFile(),
                        given(settings.keyIndexSecret(), folder, "KEY_INDEX_SECRET", ""),
                        given(settings.keyEncryptionKeys(), folder, "KEY_ENCRYPTION_KEYS", "dev:"),
                        given(settings.cookieSecret(), folder, "COOKIE_SECRET", "")),
                noKeys ? made(folder.signingKeys()) : given(settings));
    }

    private static KeyFile made(Path file) {
        return new KeyFile(file.toString(), file);
    }

    private static String given(String value, DataFolder folder, String name, String prefix) {
        return value.isBlank() ? folder.secret(name, () -> prefix + DataFolder.random(32)) : value;
    }

    /** One secret for two purposes would let a leak of one open the other. */
    private void refuseTwins(Map<String, byte[]> signing, List<String> faults) {
        var all = new ArrayList<byte[]>();
        all.add(keyIndex);
        all.add(cookie);
        all.addAll(signing.values());
        all.addAll(encryptionKeys.values());
        for (int i = 0; i < all.size(); i++) {
            for (int k = i + 1; k < all.size(); k++) {
                if (faults.isEmpty() && Arrays.equals(all.get(i), all.get(k))) {
                    faults.add("JWT_KEYS, KEY_INDEX_SECRET, KEY_ENCRYPTION_KEYS and COOKIE_SECRET must all differ");
                }
            }
        }
    }

    /** The signing keys as they stood at the start, in order. */
    Map<String, byte[]> jwtKeys() {
        return jwtKeys;
    }

    /** Where the signing keys stand, if it is in a file. */
    Optional<KeyFile> keyFile() {
        return Optional.ofNullable(keyFile);
    }

    /**
     * The signing keys as the file has them now, in order.
     *
     * @throws WeakSecretsException naming the file, when no server would start with it
     */
    Map<String, byte[]> jwtKeysIn(KeyFile file) {
        var faults = new ArrayList<String>();
        var keys = file.read(faults);
        refuseTwins(keys, faults);
        if (!faults.isEmpty()) {
            throw new WeakSecretsException(faults);
        }
        return keys;
    }

    Map<String, byte[]> encryptionKeys() {
        return encryptionKeys;
    }

    /** HMAC-SHA-256 of the value under the cookie secret, kept apart by purpose. */
    public byte[] sign(String purpose, String value) {
        return hmac(cookie, purpose + '\n' + value);
    }

    /** HMAC-SHA-256 of the value under the index secret: finds a row by a secret that the row does not hold. */
    public byte[] index(String purpose, String value) {
        return hmac(keyIndex, purpose + '\n' + value);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
