package dev.perigee.auth;

import dev.perigee.factor.SecondFactors;
import dev.perigee.log.Logins;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The second step of signing in. */
@Component
class Otp {

    private final PendingSignIns pending;
    private final SecondFactors factors;
    private final Users users;
    private final Logins logins;
    private final Suspicion suspicion;
    private final SignIns signIns;
    private final TransactionOperations transactions;

    Otp(
            PendingSignIns pending,
            SecondFactors factors,
            Users users,
            Logins logins,
            Suspicion suspicion,
            SignIns signIns,
            TransactionOperations transactions) {
        this.pending = pending;
        this.factors = factors;
        this.users = users;
        this.logins = logins;
        this.suspicion = suspicion;
        this.signIns = signIns;
        this.transactions = transactions;
    }

    /**
     * Completes a sign-in with a code. A wrong one leaves the token good, for there are few guesses.
     *
     * @throws Problem 401 {@code invalid_pending_token}; 401 {@code invalid_code}; 403 {@code sign_in_blocked}; 429
     */
    SignedIn enter(String token, String code, @Nullable String kind, Client client) {
        var begun = pending.find(token).orElseThrow(Otp::ended);
        try {
            factors.check(begun.user(), code);
        } catch (Problem wrong) {
            if (wrong.status() == HttpStatus.UNAUTHORIZED) {
                logins.note(begun.user(), signIns.attempt(client), Logins.Result.WRONG_CODE);
            }
            throw wrong;
        }
        return Objects.requireNonNull(transactions.execute(transaction -> complete(token, begun, kind, client)));
    }

    private SignedIn complete(String token, PendingSignIns.Pending begun, @Nullable String kind, Client client) {
        users.lock(begun.user());
        var user = users.find(begun.user()).filter(signIns::isOpenTo).orElseThrow(Otp::ended);
        if (!pending.use(token)) {
            throw ended();
        }
        if (begun.byPassword()) {
            judge(user, client);
        }
        return signIns.complete(user, client, kind, true);
    }

    /** Both factors were right, so nothing is stopped any more, save where the person has been shut since the first. */
    private void judge(User user, Client client) {
        var attempt = signIns.attempt(client);
        var verdict = suspicion.of(user, attempt);
        if (verdict == Suspicion.Verdict.STOPPED && user.blocked()) {
            throw Problem.of(HttpStatus.FORBIDDEN, "sign_in_blocked");
        } else if (verdict != Suspicion.Verdict.USUAL) {
            suspicion.tell(user, attempt);
        }
    }

    private static Problem ended() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_pending_token");
    }
}
