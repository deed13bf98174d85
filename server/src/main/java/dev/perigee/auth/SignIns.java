package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.factor.SecondFactors;
import dev.perigee.log.Attempt;
import dev.perigee.log.Devices;
import dev.perigee.log.Logins;
import dev.perigee.log.Logins.Result;
import dev.perigee.user.Profile;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
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

/**
 * What every way in ends with: a session, its two tokens, and the form in which the client wants them; or the demand for
 * a code, where a second factor is due.
 */
@Component
public class SignIns {

    private static final String NATIVE = "native";

    private final Accounts accounts;
    private final Users users;
    private final Devices devices;
    private final DeviceCookie deviceCookie;
    private final Logins logins;
    private final SecondFactors factors;
    private final PendingSignIns pending;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final Duration lifetime;

    SignIns(
            Accounts accounts,
            Users users,
            Devices devices,
            DeviceCookie deviceCookie,
            Logins logins,
            SecondFactors factors,
            PendingSignIns pending,
            Sessions sessions,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            AuthSettings settings) {
        this.accounts = accounts;
        this.users = users;
        this.devices = devices;
        this.deviceCookie = deviceCookie;
        this.logins = logins;
        this.factors = factors;
        this.pending = pending;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.lifetime = settings.session();
    }

    /** How somebody tries to come in. */
    public Attempt attempt(Client client) {
        return new Attempt(
                client.address(),
                devices.of(client.userAgent()),
                deviceCookie.of(client).orElse(null));
    }

    /** Whether nobody has shut the person out. */
    public boolean isOpenTo(User user) {
        return whyNot(user).isEmpty();
    }

    /** Why the person may not come in by any way; nothing when nobody has shut them out. */
    public Optional<Result> whyNot(User user) {
        if (user.disabled()) {
            return Optional.of(Result.DISABLED);
        }
        return accounts.isShutOut(user.id()) ? Optional.of(Result.ACCOUNT_DISABLED) : Optional.empty();
    }

    /**
     * Begins a session for somebody who has shown one factor, or asks for the other. The caller holds the person, so that
     * nobody comes in by one while they turn on the second.
     *
     * @param kind {@code native}, or anything else for a browser
     * @param byPassword whether the factor is the password; else it is a link in a mail, or a social network
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public SignedIn enter(User user, Client client, @Nullable String kind, boolean byPassword) {
        if (!factors.isActive(user.id())) {
            return complete(user, client, kind, false);
        }
        logins.note(user.id(), attempt(client), Result.CODE_DUE);
        return SignedIn.codeDue(pending.begin(user.id(), byPassword));
    }

    /** Begins a session for somebody who has proved who they are, and notes that they came in. */
    @Transactional(propagation = Propagation.MANDATORY)
    public SignedIn complete(User user, Client client, @Nullable String kind, boolean secondFactor) {
        boolean inBody = NATIVE.equals(kind);
        var seen = attempt(client);
        var attempt = seen.browserId() == null && !inBody ? seen.named(UUID.randomUUID()) : seen;
        logins.note(user.id(), attempt, user.verified() ? Result.SIGNED_IN : Result.LIMITED);
        Caller caller = sessions.begin(user, attempt, secondFactor);
        String refresh = refreshTokens.issue(caller.credential(), user.id());
        var access =
                accessTokens.mint(caller.credential(), user.id(), caller.home().orElse(null));
        var answer = answer(access, Profile.of(user, caller), refresh, kind);
        var browser = attempt.browserId();
        return inBody || browser == null ? answer : answer.with(deviceCookie.cookie(browser));
    }

    /** Whom a session is of, while it is alive: for a way that leaves it and comes back. */
    public Optional<Caller> callerOf(UUID session, UserId user) {
        return sessions.find(session, user);
    }

    /** Notes that the caller has just proved again who they are. */
    public void prove(Caller caller, boolean secondFactor) {
        sessions.prove(caller, secondFactor);
    }

    /** Refuses a caller whose session has ended since the request was let in. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireAlive(Caller caller) {
        sessions.requireAlive(caller);
    }

    /** Ends what a second factor that is gone may have begun. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void removedFactor(Caller caller, boolean anotherLeft) {
        sessions.removedFactor(caller, anotherLeft);
    }

    /** A code that a native app changes for a session, within two minutes, by the secret behind this challenge. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String handOver(UserId user, String challenge) {
        return pending.handOver(user, challenge);
    }

    /** Whose code it is, and its challenge. It is used up by that, whoever shows it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<HandedOver> takeOver(String code) {
        return pending.takeOver(code);
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
                null,
                null,
                access.token(),
                access.expires(),
                user,
                inBody ? refresh : null,
                inBody ? List.of() : List.of(RefreshCookie.of(refresh, lifetime)));
    }

    /**
     * A new access token for the caller's session, which acts in another account from now on.
     *
     * @throws Problem 404 when the caller does not belong there
     */
    SignedIn switchTo(Caller caller, AccountId account) {
        sessions.moveTo(caller, account);
        var moved = sessions.find(caller.credential(), caller.user()).orElseThrow(Problem::notFound);
        var access = accessTokens.mint(moved.credential(), moved.user(), account);
        var user = users.find(moved.user()).map(known -> Profile.of(known, moved));
        return new SignedIn(null, null, access.token(), access.expires(), user.orElse(null), null, List.of());
    }

    /** The answer with its cookies. */
    public static ResponseEntity<SignedIn> ok(SignedIn signedIn) {
        return ResponseEntity.ok()
                .header(HttpHeaders.SET_COOKIE, signedIn.cookies().toArray(String[]::new))
                .body(signedIn);
    }
}
