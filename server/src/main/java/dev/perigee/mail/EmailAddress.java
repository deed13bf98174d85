package dev.perigee.mail;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address in the one form by which people are told apart: lower case, the domain in ASCII (RFC 5890). Only
 * the common form of RFC 5321 is taken, without quotes, comments or address literals; letters that look alike in other
 * scripts are refused before the @ and turned to punycode after it, so that two addresses never look like one.
 */
public record EmailAddress(@JsonValue String value) {

    /** Sharp s, final sigma and the joiners: IDNA 2003 (RFC 3490) maps them away, IDNA 2008 (RFC 5892) keeps them. */
    private static final String AMBIGUOUS = "\u00DF\u03C2\u200C\u200D";

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

    /** @throws IllegalArgumentException when the text is not one address */
    public EmailAddress {
        if (!value.equals(normal(value))) {
            throw new IllegalArgumentException("Not an address in its normal form");
        }
    }

    /** Reads what a person typed: outer blanks, capitals and a final dot do not count. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static EmailAddress of(String text) {
        return new EmailAddress(normal(text));
    }

    private static String normal(String text) {
        if (text.length() > 2 * MAX_LENGTH) {
            throw new IllegalArgumentException("Too long for an address");
        }
        String typed = text.strip();
        int at = typed.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL) {
            throw new IllegalArgumentException("Not one address");
        }
        String address = local(typed.substring(0, at)) + '@' + domain(typed.substring(at + 1));
        if (address.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("Too long for an address");
        }
        return address;
    }

    private static String local(String typed) {
        if (typed.chars().anyMatch(c -> c > 126)) {
            throw new IllegalArgumentException("Only ASCII before the @");
        }
        String local = typed.toLowerCase(Locale.ROOT);
        if (!LOCAL.matcher(local).matches()) {
            throw new IllegalArgumentException("Not one address");
        }
        return local;
    }

    private static String domain(String typed) {
        String bare = typed.endsWith(".") ? typed.substring(0, typed.length() - 1) : typed;
        if (bare.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("A letter that older and newer rules read as different domains");
        }
        String domain = IDN.toASCII(bare, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("Not a domain");
        }
        return domain;
    }

    @Override
    public String toString() {
        return value;
    }
}
