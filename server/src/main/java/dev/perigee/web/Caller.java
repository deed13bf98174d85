package dev.perigee.web;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * Who makes a request, and for which account.
 *
 * @param how by which kind of credential
 * @param credential the id of the session or of the key
 * @param home the account the caller acts in, if any
 * @param role the caller's role in that account, as of this request
 * @param standing how far the person has proved who they are
 * @param scopes what an API key may do; empty for a session, which is not bound by scopes
 * @param plan what the account may have; nothing when it has no plan
 */
public record Caller(
        How how,
        UUID credential,
        UserId user,
        Optional<AccountId> home,
        String role,
        Standing standing,
        Set<String> scopes,
        Optional<Entitlements> plan) {

    /**
     * How far somebody has proved who they are.
     *
     * @param verified whether the address of the person is confirmed
     * @param shutOut whether every account of the person was shut by whoever runs the product
     * @param complete false while the account asks for a second factor that the session has not shown
     * @param proved when the person of a session proved last who they are
     */
    public record Standing(boolean verified, boolean shutOut, boolean complete, Instant proved) {

        /** For how long a proof counts as fresh. */
        private static final Duration FRESH = Duration.ofMinutes(5);

        /** Whether the person has proved of late who they are, for what cannot be undone. */
        public boolean isFresh(Instant now) {
            return !proved.plus(FRESH).isBefore(now);
        }
    }

    /** The kinds of credential. */
    public enum How {
        SESSION,
        KEY
    }

    /** Who makes this request; nobody when it bore no valid credential. */
    public static Optional<Caller> of(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(Caller.class.getName()));
    }

    /**
     * The account the caller acts in.
     *
     * @throws Problem 403 {@code no_account} when the person is a member nowhere
     */
    public AccountId account() {
        return home.orElseThrow(() -> Problem.of(HttpStatus.FORBIDDEN, "no_account"));
    }

    /** Whether the address of the person is confirmed. */
    public boolean verified() {
        return standing.verified();
    }

    /** Whether this is somebody who runs the product: outside of every account, and by a session only. */
    public boolean isOperator() {
        return how == How.SESSION && home.isEmpty() && holds(Permission.MASTER);
    }

    /** Whether the caller's role in the account has the permission. */
    public boolean holds(Permission permission) {
        return Permissions.of(role).contains(permission);
    }
}
