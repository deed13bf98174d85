package dev.perigee.social;

import dev.perigee.secret.OpaqueToken;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * Ties a way to a network and back to the browser that set out. Its secret never leaves that browser, and what only it
 * may know is made of it; an invite travels along, so that the network does not see it.
 *
 * @param secret 256 bits
 */
record SocialCookie(String secret, @Nullable String invite) {

    /** {@code __Host-}: only this host over TLS can have set it (RFC 6265bis §4.1.3.2). */
    static final String NAME = "__Host-social";

    /** Long enough for who must still read a mail. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{43})(?:\\.([A-Za-z0-9_-]{1,200}))?");
    private static final Pattern INVITE = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    /** For a browser that sets out; what is no invite is left behind. */
    static SocialCookie next(@Nullable String invite) {
        return new SocialCookie(
                OpaqueToken.next(), invite != null && INVITE.matcher(invite).matches() ? invite : null);
    }

    /** As a browser sent it. */
    static Optional<SocialCookie> of(@Nullable String text) {
        var parts = TEXT.matcher(text == null ? "" : text);
        return parts.matches() ? Optional.of(new SocialCookie(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** By which the database knows the browser. */
    byte[] hash() {
        return OpaqueToken.hash(secret);
    }

    /**
     * For {@code Set-Cookie}. Lax, since the network sends people back from a site of its own.
     *
     * @param formPost whether it does so by a form, with which only a cookie for every site travels
     */
    String text(boolean formPost) {
        return cookie(invite == null ? secret : secret + '.' + invite, formPost ? "None" : "Lax", LIFETIME);
    }

    static String gone() {
        return cookie("", "Lax", Duration.ZERO);
    }

    private static String cookie(String value, String sameSite, Duration lifetime) {
        return ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(true)
                .sameSite(sameSite)
                .path("/")
                .maxAge(lifetime)
                .build()
                .toString();
    }
}
