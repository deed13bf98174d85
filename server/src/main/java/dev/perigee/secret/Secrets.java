package dev.perigee.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The four secrets of an installation. Production takes them from the environment and refuses to start without strong
 * ones; everywhere else the first start makes what is missing and keeps it in the data folder.
 */
public final class Secrets {

    private final Map<String, byte[]> jwtKeys;
    private final byte[] keyIndex;
    private final Map<String, byte[]> encryptionKeys;
    private final byte[] cookie;

    private Secrets(SecretSettings settings, List<String> faults) {
        jwtKeys = KeyText.named("JWT_KEYS", settings.jwtKeys(), faults);
        keyIndex = KeyText.single("KEY_INDEX_SECRET", settings.keyIndexSecret(), faults);
        encryptionKeys = KeyText.named("KEY_ENCRYPTION_KEYS", settings.keyEncryptionKeys(), faults);
        cookie = KeyText.single("COOKIE_SECRET", settings.cookieSecret(), faults);
        refuseTwins(faults);
        if (!faults.isEmpty()) {
            throw new WeakSecretsException(faults.stream().distinct().toList());
        }
    }

    /** @throws WeakSecretsException naming every secret that is missing or weak */
    static Secrets fromEnvironment(SecretSettings settings) {
        return new Secrets(settings, new ArrayList<>());
    }

    /**
     * What the environment does not give is made once and kept.
     *
     * @throws WeakSecretsException for weak given ones
     */
    static Secrets forDevelopment(SecretSettings settings, DataFolder folder) {
        return new Secrets(
                new SecretSettings(
                        settings.data(),
                        given(settings.jwtKeys(), folder, "JWT_KEYS", "dev:"),
                        given(settings.keyIndexSecret(), folder, "KEY_INDEX_SECRET", ""),
                        given(settings.keyEncryptionKeys(), folder, "KEY_ENCRYPTION_KEYS", "dev:"),
                        given(settings.cookieSecret(), folder, "COOKIE_SECRET", "")),
                new ArrayList<>());
    }

    private static String given(String value, DataFolder folder, String name, String prefix) {
        return value.isBlank() ? folder.secret(name, () -> prefix + DataFolder.random(32)) : value;
    }

    /** One secret for two purposes would let a leak of one open the other. */
    private void refuseTwins(List<String> faults) {
        var all = new ArrayList<byte[]>();
        all.add(keyIndex);
        all.add(cookie);
        all.addAll(jwtKeys.values());
        all.addAll(encryptionKeys.values());
        for (int i = 0; i < all.size(); i++) {
            for (int k = i + 1; k < all.size(); k++) {
                if (faults.isEmpty() && Arrays.equals(all.get(i), all.get(k))) {
                    faults.add("JWT_KEYS, KEY_INDEX_SECRET, KEY_ENCRYPTION_KEYS and COOKIE_SECRET must all differ");
                }
            }
        }
    }

    /** Signing keys of access tokens by key id; the first one signs, all verify. */
    public Map<String, byte[]> jwtKeys() {
        return jwtKeys;
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
