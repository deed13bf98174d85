package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds out who calls: at the beginning of a request, and again while one lasts. */
@Component
public class Callers {

    private final List<CallerResolver> resolvers;

    Callers(List<CallerResolver> resolvers) {
        this.resolvers = resolvers;
    }

    /**
     * Who makes the request; nothing when it bears no valid credential.
     *
     * @throws Problem 400 {@code two_credentials}, and what the resolvers throw
     */
    Optional<Caller> of(HttpServletRequest request) {
        refuseTwoCredentials(request);
        for (var resolver : resolvers) {
            var caller = resolver.resolve(request);
            if (caller.isPresent()) {
                return caller;
            }
        }
        return Optional.empty();
    }

    /** Whether the credential still makes the caller of it who they were, in the same account and with the same rights. */
    public boolean isStill(Caller caller, HttpServletRequest request) {
        return of(request).filter(caller::equals).isPresent();
    }

    /** Two credentials could mean two callers; which one was checked must never be a matter of order. */
    private static void refuseTwoCredentials(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "two_credentials");
        }
    }
}
