package dev.perigee.key;

import dev.perigee.web.Caller;
import dev.perigee.web.CallerResolver;
import dev.perigee.web.ClientAddresses;
import dev.perigee.web.Problem;
import dev.perigee.web.Rejected.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Knows API keys: {@code Authorization: Basic <key>} as it stands, in the form of RFC 7617 with the key as the name and
 * no password ({@code curl -u KEY:}), and {@code Bearer <key>}. A key in any other place counts for nothing.
 */
@Component
@Order(3)
class ApiKeyResolver implements CallerResolver {

    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final LiveKeys keys;
    private final ClientAddresses addresses;

    ApiKeyResolver(LiveKeys keys, ClientAddresses addresses) {
        this.keys = keys;
        this.addresses = addresses;
    }

    @Override
    public Optional<Caller> resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return key(header).flatMap(text -> find(text, request));
    }

    private Optional<Caller> find(String text, HttpServletRequest request) {
        try {
            var caller = keys.find(text, addresses.of(request));
            if (caller.flatMap(Caller::home).isEmpty()) {
                keys.why(text, Optional.empty()).ifPresent(why -> why.note(request));
            }
            return caller;
        } catch (Problem refused) {
            keys.why(text, Optional.of(Reason.ADDRESS_NOT_ALLOWED)).ifPresent(why -> why.note(request));
            throw refused;
        }
    }

    /** What may be a key. */
    private static Optional<String> key(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        } else if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(header.substring(BEARER.length()));
        } else if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            String text = header.substring(BASIC.length());
            return KeyFormat.isWhole(text) ? Optional.of(text) : nameIn(text);
        }
        return Optional.empty();
    }

    private static Optional<String> nameIn(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.endsWith(":") ? Optional.of(both.substring(0, both.length() - 1)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
