package dev.perigee.key;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * How a key looks: a prefix, 43 characters of base 62 at random (256 bits), and a CRC-32 of both in base 62. So garbage
 * is refused without a look into the database, and a key is known for one wherever it turns up.
 */
final class KeyFormat {

    static final String LIVE = "prg_live_";
    static final String TEST = "prg_test_";

    /** What may be a key, wherever it stands. Whether it is one {@link #isWhole} tells. */
    static final Pattern ANYWHERE =
            Pattern.compile("(?<![0-9A-Za-z_])prg_(?:live|test)_[0-9A-Za-z]{49}(?![0-9A-Za-z])");

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;
    private static final int LENGTH = LIVE.length() + RANDOM_DIGITS + CHECK_DIGITS;
    private static final int HINT_DIGITS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyFormat() {}

    /** A key that nobody has yet. */
    static String next(String prefix) {
        var text = new StringBuilder(prefix);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            text.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return text + check(text.toString());
    }

    /** Whether the text is a key of this product: of any installation, and whether or not it was ever issued. */
    static boolean isWhole(String text) {
        int body = LENGTH - CHECK_DIGITS;
        return text.length() == LENGTH
                && Stream.of(LIVE, TEST).anyMatch(text::startsWith)
                && text.chars().skip(LIVE.length()).allMatch(c -> DIGITS.indexOf(c) >= 0)
                && check(text.substring(0, body)).equals(text.substring(body));
    }

    /** By which a person tells their keys apart; it helps nobody to guess one. */
    static String hint(String key) {
        return key.substring(0, LIVE.length()) + '…' + key.substring(key.length() - HINT_DIGITS);
    }

    private static String check(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var digits = new char[CHECK_DIGITS];
        long rest = crc.getValue();
        for (int i = CHECK_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
