package dev.perigee.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The three headers of the Standard Webhooks specification 1.0, by which a receiver knows that a message is ours. */
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signature() {}

    /** A new secret: 256 bits, in the form that every library of the specification takes. */
    static String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Signs a message; once with each secret, so that a receiver may know either. */
    static Map<String, String> headers(UUID message, Instant now, String payload, List<String> secrets) {
        String time = Long.toString(now.getEpochSecond());
        String signed = message + "." + time + "." + payload;
        var headers = new LinkedHashMap<String, String>();
        headers.put("webhook-id", message.toString());
        headers.put("webhook-timestamp", time);
        headers.put(
                "webhook-signature",
                secrets.stream().map(secret -> "v1," + sign(secret, signed)).collect(Collectors.joining(" ")));
        return headers;
    }

    private static String sign(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
