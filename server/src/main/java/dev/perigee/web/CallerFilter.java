package dev.perigee.web;

import dev.perigee.database.Tenancy;
import dev.perigee.database.Tenancy.Tenant;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Finds out who calls and binds their tenant to everything that the request does in the database. */
final class CallerFilter extends ApiFilter {

    private final Callers callers;
    private final ProblemWriter problems;

    CallerFilter(Callers callers, ProblemWriter problems) {
        this.callers = callers;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller;
        try {
            caller = callers.of(request);
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
