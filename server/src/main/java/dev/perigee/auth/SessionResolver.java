package dev.perigee.auth;

import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import dev.perigee.web.Rejected;
import dev.perigee.web.Rejected.Reason;
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
        var claims = tokens.signed(header.substring(BEARER.length()));
        var caller = claims.filter(tokens::isCurrent)
                .flatMap(token -> sessions.find(token.session(), token.user(), token.account()));
        if (caller.isEmpty()) {
            claims.ifPresent(
                    token -> Rejected.session(reason(token), token.account()).note(request));
        }
        return caller;
    }

    /** The token is ours, so whose it was is known even now. */
    private Reason reason(AccessTokens.Claims token) {
        if (!tokens.isCurrent(token)) {
            return Reason.TOKEN_EXPIRED;
        }
        boolean elsewhere = sessions.find(token.session(), token.user()).isPresent();
        return elsewhere ? Reason.SESSION_MOVED : Reason.SESSION_ENDED;
    }
}
