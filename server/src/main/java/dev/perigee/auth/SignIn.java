package dev.perigee.auth;

import dev.perigee.log.Logins;
import dev.perigee.log.Logins.Result;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Passwords;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Signing in by password. Checks in the order of the seed (the user exists, the password is right, the user and an
 * account are active, the attempt is not suspicious) and answers every failure alike, after the same work: nobody learns
 * who has an account.
 */
@Component
class SignIn {

    static final String LIMIT = "signin";

    /** @param fresh our own hash of the password, when the person's is of another system */
    private record Proof(
            User user, String password, @Nullable String fresh) {}

    /** A session, or why there is none: thrown after the transaction, for what was noted in it must be kept. */
    private record Outcome(
            @Nullable SignedIn session, @Nullable Problem refusal) {

        SignedIn orThrow() {
            if (refusal != null) {
                throw refusal;
            }
            return Objects.requireNonNull(session);
        }
    }

    private final RateLimits limits;
    private final Users users;
    private final Passwords passwords;
    private final Logins logins;
    private final Suspicion suspicion;
    private final SignIns signIns;
    private final TransactionOperations transactions;

    SignIn(
            RateLimits limits,
            Users users,
            Passwords passwords,
            Logins logins,
            Suspicion suspicion,
            SignIns signIns,
            TransactionOperations transactions) {
        this.limits = limits;
        this.users = users;
        this.passwords = passwords;
        this.logins = logins;
        this.suspicion = suspicion;
        this.signIns = signIns;
        this.transactions = transactions;
    }

    /** @throws Problem 401 {@code invalid_credentials}, whatever the reason; 403 {@code sign_in_blocked} */
    SignedIn signIn(EmailAddress email, String password, @Nullable String kind, Client client) {
        limits.takeIdentifier(LIMIT, email.value());
        User user = users.find(email).orElse(null);
        boolean right =
                user == null ? passwords.matchesNobody(password) : passwords.matches(password, user.passwordHash());
        var refusal = refusal(user, right);
        if (refusal.isPresent()) {
            throw refused(user, client, refusal.get());
        }
        var proof = proof(Objects.requireNonNull(user), password);
        return Objects.requireNonNull(transactions.execute(transaction -> enter(proof, client, kind)))
                .orThrow();
    }

    /** The hash of another system is to be replaced; not before the address is confirmed, for hashes tell sign-ups apart. */
    private Proof proof(User user, String password) {
        String fresh = user.verified()
                ? passwords.renewed(password, user.passwordHash()).orElse(null)
                : null;
        return new Proof(user, password, fresh);
    }

    /** While the password was compared the person may have changed it, confirmed the address, or been shut out. */
    private Outcome enter(Proof proof, Client client, @Nullable String kind) {
        users.lock(proof.user().id());
        User user = users.find(proof.user().id()).orElse(null);
        var refusal = refusal(user, user != null && stillHolds(proof, user));
        if (refusal.isPresent()) {
            return new Outcome(null, refused(user, client, refusal.get()));
        }
        return judge(Objects.requireNonNull(user), proof, client, kind);
    }

    private Outcome judge(User user, Proof proof, Client client, @Nullable String kind) {
        var attempt = signIns.attempt(client);
        var verdict = suspicion.of(user, attempt);
        if (verdict == Suspicion.Verdict.STOPPED) {
            suspicion.stop(user, attempt);
            return new Outcome(null, Problem.of(HttpStatus.FORBIDDEN, "sign_in_blocked"));
        }
        if (proof.fresh() != null) {
            users.replaceHash(user.id(), proof.user().passwordHash(), proof.fresh());
        }
        var answer = signIns.enter(user, client, kind, true);
        // Where a code is due nobody has come in yet; it is told of when they do.
        if (verdict == Suspicion.Verdict.TOLD && answer.isComplete()) {
            suspicion.tell(user, attempt);
        }
        return new Outcome(answer, null);
    }

    /**
     * Another sign-in of the same person may have replaced the hash; then the password is compared with that one. Only of
     * two first sign-ins at once does the second hash here, and holds its transaction for as long as that takes.
     */
    private boolean stillHolds(Proof proof, User now) {
        var compared = proof.user();
        boolean same = now.passwordHash().equals(compared.passwordHash())
                || (proof.fresh() != null && passwords.matches(proof.password(), now.passwordHash()));
        return same && now.verified() == compared.verified();
    }

    private Optional<Result> refusal(@Nullable User user, boolean right) {
        if (user == null) {
            return Optional.of(Result.UNKNOWN_USER);
        }
        return right ? signIns.whyNot(user) : Optional.of(Result.WRONG_PASSWORD);
    }

    /** The same for every reason, which is only noted. */
    private Problem refused(@Nullable User user, Client client, Result reason) {
        logins.note(user == null ? null : user.id(), signIns.attempt(client), reason);
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
    }
}
