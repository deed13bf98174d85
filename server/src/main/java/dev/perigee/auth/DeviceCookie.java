package dev.perigee.auth;

import dev.perigee.secret.Secrets;
import dev.perigee.web.Client;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Names a browser, so that it is known again wherever it goes. The name is signed: nobody can make up that of somebody
 * else's browser, not even with the database in their hands.
 */
@Component
class DeviceCookie {

    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final int ID_LENGTH = 36;

    private final Secrets secrets;

    DeviceCookie(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The browser's name; nothing without a cookie, or with one that is not ours. */
    Optional<UUID> of(Client client) {
        String text = client.deviceCookie();
        if (text == null || text.length() <= ID_LENGTH) {
            return Optional.empty();
        }
        try {
            var id = UUID.fromString(text.substring(0, ID_LENGTH));
            return isEqual(text, text(id)) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cookie that gives the browser this name for another year. Lax, so that it comes along when a social network sends
     * somebody back; it opens nothing.
     */
    String cookie(UUID id) {
        return ResponseCookie.from(Client.DEVICE_COOKIE, text(id))
                .httpOnly(true)
                .secure(true)
                .sameSite("Lax")
                .path("/")
                .maxAge(LIFETIME)
                .build()
                .toString();
    }

    private String text(UUID id) {
        byte[] signature = secrets.sign("device", id.toString());
        return id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }
}
