package dev.perigee.web;

import java.io.IOException;
import java.io.Serial;

/** A body grew past its limit while it was read. */
final class BodyTooLargeException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super("The body is larger than the limit");
    }
}
