package dev.perigee.social;

import dev.perigee.mail.EmailAddress;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a network says that somebody is. Issuer and subject together name the person, for good; an address is what they
 * have today, and no proof of anything unless the network says that it has checked it.
 *
 * @param email as it was told; null for none, or for what is no address
 * @param verified whether the network says that the address is the person's
 * @param name empty when the network does not tell
 * @param picture where it is shown
 */
record Proof(
        String network,
        String issuer,
        String subject,
        @Nullable EmailAddress email,
        boolean verified,
        String name,
        @Nullable String picture) {

    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PICTURE = 2_000;

    /** @throws IllegalArgumentException for a subject that names nobody */
    Proof {
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT || subject.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The network does not say who it is");
        }
        name = oneLine(name);
        picture = isPicture(picture) ? picture : null;
    }

    /** What a network tells comes from its people, who may have typed anything. */
    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
        return line.codePointCount(0, line.length()) > LONGEST_NAME
                ? line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME))
                : line;
    }

    private static boolean isPicture(@Nullable String address) {
        return address != null
                && address.length() <= LONGEST_PICTURE
                && address.toLowerCase(Locale.ROOT).startsWith("https://")
                && address.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '<' && c != '>');
    }

    /** The address, where the network says that it is the person's. */
    Optional<EmailAddress> address() {
        return verified ? Optional.ofNullable(email) : Optional.empty();
    }

    /** What to call the person: as the network does, or by the address. */
    String nameFor(EmailAddress address) {
        return name.isEmpty() ? address.value().substring(0, address.value().indexOf('@')) : name;
    }

    /** With the name that the person gives themselves. */
    Proof named(String other) {
        return new Proof(network, issuer, subject, email, verified, other, picture);
    }

    /** What is no address is as good as none. */
    static @Nullable EmailAddress email(@Nullable String text) {
        try {
            return text == null ? null : EmailAddress.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
