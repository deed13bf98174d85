package dev.perigee.factor;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of ten codes for whoever has lost the app, such as {@code 3-K7QX-2MNP-9RTV}. The digit in front says which of the
 * ten it is, so that a guess costs one hash and not ten. The rest are 60 random bits.
 *
 * @param number 0 to 9
 * @param secret twelve characters, of which no two look alike
 */
record BackupCode(int number, String secret) {

    static final int COUNT = 10;

    /** Crockford's base 32: without I, L, O and U. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 12;
    private static final int GROUP = 4;
    private static final Pattern FORM = Pattern.compile("([0-9])([" + ALPHABET + "]{" + LENGTH + "})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static List<BackupCode> ten() {
        return IntStream.range(0, COUNT).mapToObj(BackupCode::random).toList();
    }

    private static BackupCode random(int number) {
        var secret = new StringBuilder();
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> secret.append(ALPHABET.charAt(i)));
        return new BackupCode(number, secret.toString());
    }

    /** What somebody has copied from paper: in any case, with or without hyphens, with an O for a zero. */
    static Optional<BackupCode> read(String typed) {
        String plain = typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        var form = FORM.matcher(plain);
        return form.matches()
                ? Optional.of(new BackupCode(Integer.parseInt(form.group(1)), form.group(2)))
                : Optional.empty();
    }

    /** As it is printed. */
    @Override
    public String toString() {
        return number + "-" + secret.replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
    }
}
