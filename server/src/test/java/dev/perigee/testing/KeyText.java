package dev.perigee.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/** The text of API keys, made as docs/guide/api.md says it and not by the server's code. */
public final class KeyText {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String PREFIX = "prg_test_";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    /** One that nobody has yet, whole. */
    public static String next() {
        return whole(PREFIX + base62(new BigInteger(8 * RANDOM_DIGITS, RANDOM), RANDOM_DIGITS));
    }

    /** The text with its checksum. */
    public static String whole(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + base62(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    /** The same with another digit at the end, which its checksum betrays. */
    public static String broken(String key) {
        char last = key.charAt(key.length() - 1);
        return key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x');
    }

    private static String base62(BigInteger number, int digits) {
        var base = BigInteger.valueOf(DIGITS.length());
        var text = new StringBuilder();
        for (var rest = number; text.length() < digits; rest = rest.divide(base)) {
            text.append(DIGITS.charAt(rest.mod(base).intValue()));
        }
        return text.reverse().toString();
    }
}
