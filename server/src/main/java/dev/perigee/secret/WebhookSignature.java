package dev.perigee.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The three headers of the Standard Webhooks specification 1.0, by which a receiver knows that a message is the sender's:
 * for what we send, and for what services send us that follow it.
 */
public final class WebhookSignature {

    private static final String ID = "webhook-id";
    private static final String TIME = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final int SECRET_BYTES = 32;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** More than any rotation needs; comparing a header full of them would be work for nothing. */
    private static final int MOST_SIGNATURES = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSignature() {}

    /** A new secret: 256 bits, in the form that every library of the specification takes. */
    public static String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Signs a message; once with each secret, so that a receiver may know either. */
    public static Map<String, String> headers(UUID message, Instant now, String payload, List<String> secrets) {
        String time = Long.toString(now.getEpochSecond());
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<String, String>();
        headers.put(ID, message.toString());
        headers.put(TIME, time);
        headers.put(
                SIGNATURE,
                secrets.stream()
                        .map(secret -> sign(secret, message.toString(), time, body))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    /**
     * The id of a message, if one of the secrets signed it within five minutes of now. Without a secret no message is
     * genuine.
     *
     * @param headers the message's, by name in lower case
     * @param body as it came, to the byte
     * @param secrets several while one takes the place of another
     * @throws IllegalArgumentException for a secret that is not base64, with or without {@code whsec_} before it
     */
    public static Optional<String> verify(
            Function<String, @Nullable String> headers, byte[] body, List<String> secrets, Instant now) {
        String id = headers.apply(ID);
        String time = headers.apply(TIME);
        String signatures = headers.apply(SIGNATURE);
        if (id == null || time == null || signatures == null || !isRecent(time, now)) {
            return Optional.empty();
        }
        var given =
                Arrays.stream(signatures.split(" ", -1)).limit(MOST_SIGNATURES).toList();
        boolean genuine = secrets.stream()
                .filter(secret -> !secret.isBlank())
                .map(secret -> sign(secret, id, time, body))
                .anyMatch(right -> given.stream().anyMatch(one -> isSame(one, right)));
        return genuine ? Optional.of(id) : Optional.empty();
    }

    private static boolean isRecent(String time, Instant now) {
        try {
            var sent = Instant.ofEpochSecond(Long.parseLong(time));
            return Duration.between(sent, now).abs().compareTo(TOLERANCE) <= 0;
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }

    /** Takes as long wherever the two differ. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(String secret, String id, String time, byte[] body) {
        try {
            String key = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            mac.update((id + '.' + time + '.').getBytes(StandardCharsets.UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
