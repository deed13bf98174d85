package dev.perigee.auth;

import dev.perigee.factor.SecondFactors;
import dev.perigee.user.Passwords;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Proving again who one is, in a session that goes on: with the second factor where there is one, else by password. */
@Component
public class FreshProof {

    static final String LIMIT = "stepup";

    private final Users users;
    private final Passwords passwords;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final RateLimits limits;
    private final Clock clock;

    FreshProof(
            Users users,
            Passwords passwords,
            SecondFactors factors,
            Sessions sessions,
            RateLimits limits,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.factors = factors;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * To be called before something that takes a fresh proof, where the request itself may bring it.
     *
     * @throws Problem 403 {@code step_up_required} when it brings none and the session's is old; else as {@link #give}
     */
    public void require(Caller caller, @Nullable String password, @Nullable String code) {
        if (password != null || code != null) {
            give(caller, password, code);
        } else if (!caller.standing().isFresh(clock.instant())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "step_up_required");
        }
    }

    /**
     * Makes the session's proof a fresh one.
     *
     * @throws Problem 422 {@code code_required} or {@code password_required}; 401 {@code invalid_code} or
     *     {@code invalid_credentials}; 429
     */
    void give(Caller caller, @Nullable String password, @Nullable String code) {
        boolean byCode = factors.isActive(caller.user());
        if (byCode) {
            checkCode(caller, code);
        } else {
            checkPassword(caller, password);
        }
        sessions.prove(caller, byCode);
    }

    private void checkCode(Caller caller, @Nullable String code) {
        if (code == null) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "code_required");
        }
        factors.check(caller.user(), code);
    }

    private void checkPassword(Caller caller, @Nullable String password) {
        if (password == null) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "password_required");
        }
        limits.takeIdentifier(LIMIT, caller.user().toString());
        String hash = users.find(caller.user()).map(User::passwordHash).orElseThrow(Problem::notFound);
        if (!passwords.matches(password, hash)) {
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
        }
    }
}
