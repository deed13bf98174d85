package dev.perigee.factor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of RFC 6238 in the one form that every authenticator app knows: HMAC-SHA-1, six digits, steps of thirty seconds.
 * Our own, for it is one page and vectors prove it; the libraries for it are no longer kept.
 */
final class Totp {

    /** As many as SHA-1 has (RFC 4226 §4, R6). */
    static final int SECRET_BYTES = 20;

    static final int DIGITS = 6;
    static final int STEP_SECONDS = 30;

    /** One step for clocks that differ and for people who type slowly (RFC 6238 §5.2). */
    private static final int DRIFT = 1;

    private static final List<Integer> POWERS =
            List.of(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000);

    private Totp() {}

    static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP_SECONDS);
    }

    /** The step whose code this is, of those around now; the latest, should two have the same. */
    static Optional<Long> stepOf(String code, byte[] secret, Instant now) {
        byte[] typed = code.getBytes(StandardCharsets.US_ASCII);
        long last = step(now) + DRIFT;
        return LongStream.rangeClosed(0, 2 * DRIFT)
                .map(back -> last - back)
                .filter(step ->
                        MessageDigest.isEqual(typed, code(secret, step, DIGITS).getBytes(StandardCharsets.US_ASCII)))
                .boxed()
                .findFirst();
    }

    /** The code of a step (RFC 4226 §5.3), with leading zeros. */
    static String code(byte[] secret, long step, int digits) {
        byte[] hash = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = hash[hash.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
        return ("%0" + digits + "d").formatted(truncated % POWERS.get(digits));
    }

    private static byte[] hmac(byte[] secret, byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA1", e);
        }
    }
}
