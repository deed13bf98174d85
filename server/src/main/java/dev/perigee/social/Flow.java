package dev.perigee.social;

import dev.perigee.database.UserId;
import dev.perigee.secret.OpaqueToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on their way to a network and back.
 *
 * @param asker whose session asked, for whoever is signed in already
 * @param challenge of a native app
 */
record Flow(
        String network,
        Purpose purpose,
        @Nullable Asker asker,
        @Nullable String challenge) {

    /** What for. */
    enum Purpose {
        SIGN_IN,
        LINK,
        STEP_UP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Purpose of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** A person in one of their sessions. */
    record Asker(UserId user, UUID session) {}

    /**
     * What a flow brings along that nobody else can know. Verifier and nonce are made of the cookie and the state, so that
     * nothing of them is kept here, and a code that was begun elsewhere fits neither.
     */
    record Secrets(String state, String verifier, String nonce) {

        static Secrets of(SocialCookie cookie, String state) {
            return new Secrets(state, derived("verifier", cookie, state), derived("nonce", cookie, state));
        }

        private static String derived(String what, SocialCookie cookie, String state) {
            return encoded(OpaqueToken.hash(what + ' ' + cookie.secret() + ' ' + state));
        }

        String challenge() {
            return challengeOf(verifier);
        }
    }

    /** S256 of RFC 7636 §4.2. */
    static String challengeOf(String verifier) {
        return encoded(OpaqueToken.hash(verifier));
    }

    private static String encoded(byte[] hash) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    static boolean fits(String verifier, String challenge) {
        return MessageDigest.isEqual(
                challengeOf(verifier).getBytes(StandardCharsets.US_ASCII),
                challenge.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isNative() {
        return challenge != null;
    }
}
