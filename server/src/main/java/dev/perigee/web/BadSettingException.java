package dev.perigee.web;

import java.io.Serial;

/** Stops the start: a setting cannot be followed. The message names it and says in plain words what is wrong. */
public final class BadSettingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public BadSettingException(String message) {
        super(message);
    }

    public BadSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
