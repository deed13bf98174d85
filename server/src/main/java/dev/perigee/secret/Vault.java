package dev.perigee.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps in the database what only the server may read: AES-256-GCM under a key that lives outside the database. Each
 * ciphertext is bound to its place, so that a row copied into another one does not open.
 */
public final class Vault {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Secrets secrets;
    private final String current;

    Vault(Secrets secrets) {
        this.secrets = secrets;
        this.current = secrets.encryptionKeys().keySet().iterator().next();
    }

    /**
     * Seals a text.
     *
     * @param place what it belongs to, for example the table and the row's id; needed again to open it
     */
    public Sealed seal(String place, String text) {
        return seal(place, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for what is no text. */
    public Sealed seal(String place, byte[] bytes) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] version = current.getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, current, nonce, place, bytes);
        return Sealed.of(ByteBuffer.allocate(1 + version.length + NONCE_BYTES + sealed.length)
                .put((byte) version.length)
                .put(version)
                .put(nonce)
                .put(sealed)
                .array());
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws IllegalStateException when the text was sealed for another place, altered, or its key is gone
     */
    public String open(String place, Sealed box) {
        return new String(openBytes(place, box), StandardCharsets.UTF_8);
    }

    /** The same for what is no text. */
    public byte[] openBytes(String place, Sealed box) {
        var buffer = ByteBuffer.wrap(box.bytes());
        var version = new byte[buffer.get()];
        buffer.get(version);
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        String name = new String(version, StandardCharsets.US_ASCII);
        return run(Cipher.DECRYPT_MODE, name, nonce, place, sealed);
    }

    private byte[] run(int mode, String version, byte[] nonce, String place, byte[] input) {
        byte[] key = secrets.encryptionKeys().get(version);
        if (key == null) {
            throw new IllegalStateException("KEY_ENCRYPTION_KEYS no longer holds the key '" + version + "'");
        }
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, 0, 32, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD((version + '\n' + place).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A sealed value does not open at " + place, e);
        }
    }
}
