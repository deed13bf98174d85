package dev.perigee.auth;

import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import dev.perigee.web.Origins;
import dev.perigee.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Knows the refresh cookie, for sign-out only: a browser whose access token has expired must be able to leave. */
@Component
@Order(2)
class CookieResolver implements CallerResolver {

    private final RefreshTokens refreshTokens;
    private final Sessions sessions;
    private final Origins origins;

    CookieResolver(RefreshTokens refreshTokens, Sessions sessions, Origins origins) {
        this.refreshTokens = refreshTokens;
        this.sessions = sessions;
        this.origins = origins;
    }

    @Override
    public Optional<Caller> resolve(HttpServletRequest request) {
        if (!"DELETE".equals(request.getMethod())
                || !"/api/auth".equals(request.getRequestURI())
                || request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            return Optional.empty();
        }
        var cookie = WebUtils.getCookie(request, RefreshCookie.NAME);
        if (cookie == null) {
            return Optional.empty();
        }
        if (!origins.isOurPage(request)) {
            throw Problem.of(HttpStatus.FORBIDDEN, "foreign_origin");
        }
        return refreshTokens
                .sessionOf(cookie.getValue())
                .flatMap(session -> sessions.find(session.id(), session.user(), session.account()));
    }
}
