package dev.perigee.auth;

import dev.perigee.database.UserId;
import dev.perigee.factor.SecondFactors;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.Passwords;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Turning the second factor on and off, and what follows for sessions: none with one factor goes on beside it. */
@Component
class Enrolment {

    static final String LIMIT = "secondfactor";

    /** @param backupCodes ten, each good once; they are shown this once */
    record Codes(List<String> backupCodes) {}

    private final SecondFactors factors;
    private final Users users;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Mails mails;
    private final SecurityTrail trail;
    private final RateLimits limits;
    private final NotMeLinks notMe;
    private final TransactionOperations transactions;

    Enrolment(
            SecondFactors factors,
            Users users,
            Passwords passwords,
            Sessions sessions,
            Mails mails,
            SecurityTrail trail,
            RateLimits limits,
            NotMeLinks notMe,
            TransactionOperations transactions) {
        this.factors = factors;
        this.users = users;
        this.passwords = passwords;
        this.sessions = sessions;
        this.mails = mails;
        this.trail = trail;
        this.limits = limits;
        this.notMe = notMe;
        this.transactions = transactions;
    }

    SecondFactors.State state(Caller caller) {
        return factors.state(caller.user());
    }

    /** @throws Problem 403 {@code step_up_required}; 409 {@code second_factor_active} */
    SecondFactors.Setup begin(Caller caller) {
        factors.requireShown(caller);
        return factors.begin(person(caller));
    }

    /**
     * Turns it on with a first code. The session that asks has shown both factors now and goes on, every other ends.
     *
     * @throws Problem 401 {@code invalid_code}; 403 {@code step_up_required}; 409 {@code second_factor_active}; 429
     */
    Codes activate(Caller caller, String code) {
        factors.requireShown(caller);
        if (factors.isActive(caller.user())) {
            throw active();
        }
        factors.check(caller.user(), code);
        var codes = factors.freshCodes();
        transactions.executeWithoutResult(transaction -> {
            users.lock(caller.user());
            if (!factors.activate(caller.user(), codes)) {
                throw active();
            }
            sessions.endOthers(caller);
            sessions.prove(caller, true);
            tell(caller.user(), "second_factor_on");
        });
        return new Codes(codes.shown());
    }

    /**
     * Ten new backup codes in place of all earlier ones.
     *
     * @throws Problem 409 {@code second_factor_inactive}; 429
     */
    Codes renew(Caller caller) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        requireActive(caller.user());
        var codes = factors.freshCodes();
        transactions.executeWithoutResult(transaction -> {
            users.lock(caller.user());
            sessions.requireAlive(caller);
            requireActive(caller.user());
            factors.replaceCodes(caller.user(), codes);
            tell(caller.user(), "backup_codes_renewed");
        });
        return new Codes(codes.shown());
    }

    /**
     * Turns it off, for the password and a code together: a session alone must not be enough.
     *
     * @throws Problem 401 {@code invalid_credentials} or {@code invalid_code}; 409 {@code second_factor_inactive}; 429
     */
    void end(Caller caller, String password, String code) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        requireActive(caller.user());
        var person = person(caller);
        if (!passwords.matches(password, person.passwordHash())) {
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
        }
        factors.check(caller.user(), code);
        transactions.executeWithoutResult(transaction -> {
            users.lock(caller.user());
            factors.remove(caller.user());
            sessions.removedFactor(caller, factors.isAnyKept(caller.user()));
            tell(caller.user(), "second_factor_off");
        });
    }

    private User person(Caller caller) {
        return users.find(caller.user()).orElseThrow(Problem::notFound);
    }

    private void requireActive(UserId user) {
        if (!factors.isActive(user)) {
            throw Problem.of(HttpStatus.CONFLICT, "second_factor_inactive");
        }
    }

    private static Problem active() {
        return Problem.of(HttpStatus.CONFLICT, "second_factor_active");
    }

    private void tell(UserId id, String kind) {
        String link = notMe.lasting(id, NotMeLinks.VALID);
        users.find(id)
                .ifPresent(user ->
                        mails.send(new Letter(user.email(), user.locale(), kind, List.of(user.name()), link, null)));
        trail.note(id, kind);
    }
}
