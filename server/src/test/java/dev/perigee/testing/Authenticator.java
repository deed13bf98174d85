package dev.perigee.testing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** An authenticator app, by RFC 6238 and not by the product's code. */
public final class Authenticator {

    private static final int STEP = 30;

    /** Seconds that a code may take until the server looks at it. */
    private static final int ON_ITS_WAY = 5;

    private final byte[] secret;
    private long last = Long.MIN_VALUE;

    /** @param secret as the server shows it, in base 32 */
    public Authenticator(String secret) {
        this.secret = Base32.decode(secret);
    }

    /**
     * A code that this one never showed before: of the earliest step that the server takes, and will take until it has
     * looked at it. There are two or three at a time.
     */
    public String next() {
        last = Math.max(last + 1, Math.floorDiv(Instant.now().getEpochSecond() - STEP + ON_ITS_WAY, STEP));
        return code(last);
    }

    /** The code of a step so far from now. */
    public String at(int steps) {
        return code(now() + steps);
    }

    private static long now() {
        return Math.floorDiv(Instant.now().getEpochSecond(), STEP);
    }

    private String code(long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int at = hash[19] & 15;
            int number = (hash[at] & 127) << 24
                    | (hash[at + 1] & 255) << 16
                    | (hash[at + 2] & 255) << 8
                    | (hash[at + 3] & 255);
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
