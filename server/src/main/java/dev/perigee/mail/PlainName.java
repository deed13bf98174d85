package dev.perigee.mail;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * A name that somebody has chosen, in the form in which it may stand in a mail to somebody else: nothing in it that a mail
 * program would turn into a link, so that nobody can put an address of theirs under our name.
 */
public final class PlainName {

    private static final int MAX = 100;

    /** Of an address in whatever script: a slash, an at, the marks of a tag. */
    private static final Pattern MARKS = Pattern.compile("[/\\\\@<>]+");

    private static final Pattern WORLD_WIDE_WEB = Pattern.compile("(?i)\\bwww\\.");

    /** A full stop that ends no word: the one of Chinese, too, which browsers take for a dot. */
    private static final Pattern DOT = Pattern.compile("[.\u3002]+(?=\\S)");

    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\p{C}]+");

    private PlainName() {}

    /** One line of at most 100 characters; a dash when nothing is left. */
    public static String of(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
        plain = MARKS.matcher(plain).replaceAll(" ");
        plain = WORLD_WIDE_WEB.matcher(plain).replaceAll("www ");
        plain = DOT.matcher(plain).replaceAll(". ");
        plain = BLANK.matcher(plain).replaceAll(" ").strip();
        return plain.isEmpty() ? "–" : shortened(plain);
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= MAX
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX - 1)).strip() + '…';
    }
}
