package dev.perigee.auth;

import dev.perigee.log.Device;
import dev.perigee.user.Profile;
import dev.perigee.user.User;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What every way in ends with: a session, its two tokens, and the form in which the client wants them. */
@Component
class SignIns {

    private static final String NATIVE = "native";

    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final Duration lifetime;

    SignIns(Sessions sessions, AccessTokens accessTokens, RefreshTokens refreshTokens, AuthSettings settings) {
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.lifetime = settings.session();
    }

    /**
     * Begins a session for somebody who has proved who they are.
     *
     * @param kind {@code native}, or anything else for a browser
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public SignedIn complete(User user, Client client, Device device, @Nullable String kind) {
        Caller caller = sessions.begin(user, client, device);
        String refresh = refreshTokens.issue(caller.credential(), user.id());
        var access =
                accessTokens.mint(caller.credential(), user.id(), caller.home().orElse(null));
        return answer(access, Profile.of(user, caller), refresh, kind);
    }

    /** A new access token, and the next refresh token. */
    SignedIn refresh(String token, @Nullable String kind) {
        var rotated = refreshTokens.rotate(token);
        var session = rotated.session();
        return answer(accessTokens.mint(session.id(), session.user(), session.account()), null, rotated.token(), kind);
    }

    private SignedIn answer(AccessTokens.Minted access, @Nullable Profile user, String refresh, @Nullable String kind) {
        boolean inBody = NATIVE.equals(kind);
        return new SignedIn(
                access.token(),
                access.expires(),
                user,
                inBody ? refresh : null,
                inBody ? null : RefreshCookie.of(refresh, lifetime));
    }

    /** The answer with the cookie where there is one. */
    static ResponseEntity<SignedIn> ok(SignedIn signedIn) {
        var answer = ResponseEntity.ok();
        if (signedIn.cookie() != null) {
            answer.header(HttpHeaders.SET_COOKIE, Objects.requireNonNull(signedIn.cookie()));
        }
        return answer.body(signedIn);
    }
}
