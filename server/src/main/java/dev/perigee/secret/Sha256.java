package dev.perigee.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one hash for what is to be compared and not guessed: SHA-256 of a text in UTF-8. Never for passwords. */
public final class Sha256 {

    private Sha256() {}

    public static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** The same in 64 hexadecimal digits, of lower case. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }
}
