package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.log.Attempt;
import dev.perigee.log.Devices;
import dev.perigee.log.Logins;
import dev.perigee.log.Logins.Result;
import dev.perigee.user.Profile;
import dev.perigee.user.User;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    private final Accounts accounts;
    private final Devices devices;
    private final DeviceCookie deviceCookie;
    private final Logins logins;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final Duration lifetime;

    SignIns(
            Accounts accounts,
            Devices devices,
            DeviceCookie deviceCookie,
            Logins logins,
            Sessions sessions,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            AuthSettings settings) {
        this.accounts = accounts;
        this.devices = devices;
        this.deviceCookie = deviceCookie;
        this.logins = logins;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.lifetime = settings.session();
    }

    /** How somebody tries to come in. */
    Attempt attempt(Client client) {
        return new Attempt(
                client.address(),
                devices.of(client.userAgent()),
                deviceCookie.of(client).orElse(null));
    }

    /** Whether nobody has shut the person out. */
    boolean isOpenTo(User user) {
        return whyNot(user).isEmpty();
    }

    /** Why the person may not come in by any way; nothing when nobody has shut them out. */
    Optional<Result> whyNot(User user) {
        if (user.disabled()) {
            return Optional.of(Result.DISABLED);
        }
        return accounts.isShutOut(user.id()) ? Optional.of(Result.ACCOUNT_DISABLED) : Optional.empty();
    }

    /**
     * Begins a session for somebody who has proved who they are, and notes that they came in.
     *
     * @param kind {@code native}, or anything else for a browser
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public SignedIn complete(User user, Client client, @Nullable String kind) {
        boolean inBody = NATIVE.equals(kind);
        var seen = attempt(client);
        var attempt = seen.browserId() == null && !inBody ? seen.named(UUID.randomUUID()) : seen;
        logins.note(user.id(), attempt, user.verified() ? Result.SIGNED_IN : Result.LIMITED);
        Caller caller = sessions.begin(user, attempt);
        String refresh = refreshTokens.issue(caller.credential(), user.id());
        var access =
                accessTokens.mint(caller.credential(), user.id(), caller.home().orElse(null));
        var answer = answer(access, Profile.of(user, caller), refresh, kind);
        var browser = attempt.browserId();
        return inBody || browser == null ? answer : answer.with(deviceCookie.cookie(browser));
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
                inBody ? List.of() : List.of(RefreshCookie.of(refresh, lifetime)));
    }

    /** The answer with its cookies. */
    static ResponseEntity<SignedIn> ok(SignedIn signedIn) {
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, signedIn.cookies().toArray(String[]::new))
                .body(signedIn);
    }
}
