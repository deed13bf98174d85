package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/** A filter for the API only: not for pages, files and health. */
public abstract class ApiFilter extends OncePerRequestFilter {

    static final String PREFIX = "/api/";

    @Override
    protected final boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith(PREFIX);
    }
}
