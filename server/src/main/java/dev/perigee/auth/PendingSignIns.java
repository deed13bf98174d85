package dev.perigee.auth;

import dev.perigee.database.UserId;
import dev.perigee.secret.OpaqueToken;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sign-ins between the first factor and the second. Their tokens open nothing but {@code POST /api/auth/otp}: a session
 * begins when both factors were shown, not before.
 */
@Component
class PendingSignIns {

    /** @param byPassword whether the first factor was the password; else it was a link in a mail, or a social network */
    record Pending(UserId user, boolean byPassword) {}

    private static final Duration VALID = Duration.ofMinutes(10);

    /** An app takes over at once. */
    private static final Duration HAND_OVER_VALID = Duration.ofMinutes(2);

    private final PendingSignInStore store;

    PendingSignIns(PendingSignInStore store) {
        this.store = store;
    }

    /** Gives its token, 256 bits, of which the database knows only the SHA-256. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String begin(UserId user, boolean byPassword) {
        String token = OpaqueToken.next();
        store.add(OpaqueToken.hash(token), user, byPassword, VALID);
        return token;
    }

    /** The same for a sign-in that a native app completes, with what is behind the challenge and not with a code. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String handOver(UserId user, String challenge) {
        String code = OpaqueToken.next();
        store.addHandOver(OpaqueToken.hash(code), new HandedOver(user, challenge), HAND_OVER_VALID);
        return code;
    }

    /** Uses the code up, whoever shows it: of any number at once, one finds it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<HandedOver> takeOver(String code) {
        return store.takeHandOver(OpaqueToken.hash(code));
    }

    @Transactional(readOnly = true)
    public Optional<Pending> find(String token) {
        return store.find(OpaqueToken.hash(token));
    }

    /** Uses the token up: of any number at once, exactly one is told true. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean use(String token) {
        return store.use(OpaqueToken.hash(token));
    }

    /** What was begun with a password or a factor that no longer counts must not be completed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidAll(UserId user) {
        store.deleteAll(user);
    }
}
