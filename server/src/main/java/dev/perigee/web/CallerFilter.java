package dev.perigee.web;

import dev.perigee.database.Tenancy;
import dev.perigee.database.Tenancy.Tenant;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Finds out who calls and binds their tenant to everything that the request does in the database. */
final class CallerFilter extends ApiFilter {

    private final List<CallerResolver> resolvers;
    private final ProblemWriter problems;

    CallerFilter(List<CallerResolver> resolvers, ProblemWriter problems) {
        this.resolvers = resolvers;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller;
        try {
            refuseTwoCredentials(request);
            caller = resolve(request);
        } catch (RuntimeException e) {
            problems.write(request, response, e);
            return;
        }
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
        } else {
            request.setAttribute(Caller.class.getName(), caller.get());
            actAs(caller.get(), request, response, chain);
        }
    }

    private Optional<Caller> resolve(HttpServletRequest request) {
        for (var resolver : resolvers) {
            var caller = resolver.resolve(request);
            if (caller.isPresent()) {
                return caller;
            }
        }
        return Optional.empty();
    }

    /** Two credentials could mean two callers; which one was checked must never be a matter of order. */
    private static void refuseTwoCredentials(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
            throw Problem.of(HttpStatus.BAD_REQUEST, "two_credentials");
        }
    }

    private static void actAs(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var tenant = new Tenant(caller.home().orElse(null), caller.user());
        try {
            ScopedValue.where(Tenancy.CURRENT, tenant).call(() -> {
                chain.doFilter(request, response);
                return true;
            });
        } catch (ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
