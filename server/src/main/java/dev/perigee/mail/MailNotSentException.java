package dev.perigee.mail;

import java.io.Serial;

/** A carrier could not take a mail. */
public final class MailNotSentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean hopeless;

    /** @param hopeless whether another attempt cannot succeed, because the receiver does not exist */
    public MailNotSentException(String reason, boolean hopeless, Throwable cause) {
        super(reason, cause);
        this.hopeless = hopeless;
    }

    boolean hopeless() {
        return hopeless;
    }
}
