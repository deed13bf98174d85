package dev.perigee.web;

import java.io.Serial;

/** Stops the start: a route says neither who may call it nor that everyone may. */
final class UnguardedRouteException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnguardedRouteException(String route) {
        super(route);
    }
}
