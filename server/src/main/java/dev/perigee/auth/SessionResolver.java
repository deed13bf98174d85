package dev.perigee.auth;

import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Knows {@code Authorization: Bearer} with an access token. */
@Component
@Order(1)
class SessionResolver implements CallerResolver {

    private static final String BEARER = "Bearer ";

    private final AccessTokens tokens;
    private final Sessions sessions;

    SessionResolver(AccessTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public Optional<Caller> resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return tokens.verify(header.substring(BEARER.length()))
                .flatMap(claims -> sessions.find(claims.session(), claims.user(), claims.account()));
    }
}
