package dev.perigee.log;

import dev.perigee.database.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps every attempt to sign in, also the failed ones of people we do not know. */
@Component
public class Logins {

    /** What becomes of an attempt. */
    public enum Result {
        /** A full session: the only result that teaches what is usual. */
        SIGNED_IN,
        /** A session for the few routes that are open before the address is confirmed. */
        LIMITED,
        /** The password was right, and the attempt unlike its person. */
        BLOCKED,
        /** The first factor was right, and a code is asked for. */
        CODE_DUE,
        UNKNOWN_USER,
        WRONG_PASSWORD,
        WRONG_CODE,
        WRONG_PASSKEY,
        /** The person is shut out. */
        DISABLED,
        /** Every account of the person is shut. */
        ACCOUNT_DISABLED,
        /** A session, of which its person has said that it was somebody else's. */
        DISOWNED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final LoginStore store;

    Logins(LoginStore store) {
        this.store = store;
    }

    /**
     * Notes an attempt at once, in the caller's transaction if there is one.
     *
     * @param user null when the address is nobody's; the address itself is not kept
     */
    public void note(@Nullable UserId user, Attempt attempt, Result result) {
        store.add(user, attempt, result);
    }

    /** From where and with what the person came in of late; each way once, its address as the first of its network. */
    @Transactional(readOnly = true)
    public List<Attempt> completed(UserId user, Duration since) {
        return store.completed(user, since);
    }

    /** Whether the person has ever come in, also long ago, and also if that was disowned later. */
    @Transactional(readOnly = true)
    public boolean any(UserId user) {
        return store.any(user);
    }

    /** Takes back what the sign-ins since then taught, and with them all that look alike, however old. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void disown(UserId user, Instant since) {
        store.disown(user, since);
    }
}
