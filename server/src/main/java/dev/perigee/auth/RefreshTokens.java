package dev.perigee.auth;

import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.secret.Secrets;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Refresh tokens: each use gives the next one. Its second use, but for two tabs at once, means that somebody copied it:
 * the session ends for both (RFC 9700 §4.14.2).
 */
@Component
class RefreshTokens {

    /** A refreshed session and its next token. */
    record Rotated(Session session, String token) {}

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SessionStore store;
    private final Sessions sessions;
    private final Users users;
    private final Mails mails;
    private final SecurityTrail trail;
    private final Tenancy tenancy;
    private final Secrets secrets;
    private final WebSettings web;
    private final TransactionOperations transactions;

    RefreshTokens(
            SessionStore store,
            Sessions sessions,
            Users users,
            Mails mails,
            SecurityTrail trail,
            Tenancy tenancy,
            Secrets secrets,
            WebSettings web,
            TransactionOperations transactions) {
        this.store = store;
        this.sessions = sessions;
        this.users = users;
        this.mails = mails;
        this.trail = trail;
        this.tenancy = tenancy;
        this.secrets = secrets;
        this.web = web;
        this.transactions = transactions;
    }

    /** The first token of a new session. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String issue(UUID session, UserId user) {
        String token = OpaqueToken.next();
        store.addRefresh(OpaqueToken.hash(token), session, user);
        return token;
    }

    /** @throws Problem 401 {@code invalid_refresh_token} for a token that is unknown, ended, or used before */
    Rotated rotate(String token) {
        // What ends a copied token's session must commit, so the refusal is thrown after the transaction.
        return Objects.requireNonNull(transactions.execute(transaction -> tryToRotate(token)))
                .orElseThrow(RefreshTokens::refused);
    }

    private Optional<Rotated> tryToRotate(String token) {
        byte[] hash = OpaqueToken.hash(token);
        return hold(hash).flatMap(refresh -> rotate(refresh, hash, token));
    }

    /** The person first, then the token: whoever ends sessions takes them in this order too. */
    private Optional<SessionStore.Refresh> hold(byte[] hash) {
        var seen = store.findRefresh(hash);
        seen.ifPresent(refresh -> users.lock(refresh.user()));
        return seen.flatMap(refresh -> store.lockRefresh(hash));
    }

    private Optional<Rotated> rotate(SessionStore.Refresh refresh, byte[] hash, String token) {
        tenancy.enter(refresh.user());
        if (refresh.secondsSinceUse() > GRACE.toSeconds()) {
            endCopied(refresh);
            return Optional.empty();
        }
        return store.find(refresh.session(), refresh.user())
                .filter(s -> allowed(refresh.user()))
                .map(sessions::settled)
                .map(session -> {
                    String next = successor(token);
                    store.useRefresh(hash);
                    store.addRefresh(OpaqueToken.hash(next), session.id(), session.user());
                    store.touch(session.id(), session.user());
                    return new Rotated(session, next);
                });
    }

    private boolean allowed(UserId user) {
        return users.find(user).filter(person -> !person.disabled()).isPresent();
    }

    private void endCopied(SessionStore.Refresh refresh) {
        sessions.end(refresh.session(), refresh.user());
        trail.note(refresh.user(), "session_copied");
        users.find(refresh.user())
                .ifPresent(user -> mails.send(new Letter(
                        user.email(),
                        user.locale(),
                        "session_ended",
                        List.of(user.name()),
                        web.link("/signin"),
                        null)));
    }

    /** The same for every use within the grace: derived from the token, so that it need not be kept to be repeated. */
    private String successor(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.sign("refresh", token));
    }

    /** The session of a token, only looked at. */
    @Transactional(readOnly = true)
    public Optional<Session> sessionOf(String token) {
        return store.findRefresh(OpaqueToken.hash(token)).flatMap(refresh -> {
            tenancy.enter(refresh.user());
            return store.find(refresh.session(), refresh.user());
        });
    }

    private static Problem refused() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_refresh_token");
    }
}
