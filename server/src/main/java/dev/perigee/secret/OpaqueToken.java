package dev.perigee.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Random 256-bit tokens: handed out once in base64url, kept only as their SHA-256. */
public final class OpaqueToken {

    private OpaqueToken() {}

    public static String next() {
        return DataFolder.random(32);
    }

    public static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
