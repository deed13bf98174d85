package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Knows one kind of credential; a feature brings its own by declaring a bean. */
public interface CallerResolver {

    /**
     * The caller, or nothing when the request bears no valid credential of this kind.
     *
     * @throws Problem when the credential is there but may not be used like this
     */
    Optional<Caller> resolve(HttpServletRequest request);
}
