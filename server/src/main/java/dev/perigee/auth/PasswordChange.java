package dev.perigee.auth;

import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.user.Passwords;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import dev.perigee.web.WebSettings;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** Another password, and what follows from it: whoever came in by the old one is out. */
@Component
class PasswordChange {

    static final String LIMIT = "password";

    private final Users users;
    private final Passwords passwords;
    private final Sessions sessions;
    private final MailedTokens tokens;
    private final Mails mails;
    private final SecurityTrail trail;
    private final RateLimits limits;
    private final WebSettings web;
    private final TransactionOperations transactions;

    PasswordChange(
            Users users,
            Passwords passwords,
            Sessions sessions,
            MailedTokens tokens,
            Mails mails,
            SecurityTrail trail,
            RateLimits limits,
            WebSettings web,
            TransactionOperations transactions) {
        this.users = users;
        this.passwords = passwords;
        this.sessions = sessions;
        this.tokens = tokens;
        this.mails = mails;
        this.trail = trail;
        this.limits = limits;
        this.web = web;
        this.transactions = transactions;
    }

    /**
     * Changes the caller's password; the session that asks goes on.
     *
     * @throws Problem 401 {@code invalid_credentials} when the current one is wrong; 422 for one that is not taken
     */
    void change(Caller caller, String current, String next) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        var user = users.find(caller.user()).orElseThrow(Problem::notFound);
        passwords.require(next, user.email(), user.name());
        if (!passwords.matches(current, user.passwordHash())) {
            throw wrong();
        }
        String hash = passwords.hash(next);
        transactions.executeWithoutResult(transaction -> {
            users.lock(user.id());
            var now = users.find(user.id())
                    .filter(person -> person.passwordHash().equals(user.passwordHash()))
                    .orElseThrow(PasswordChange::wrong);
            sessions.endOthers(caller);
            set(now, hash);
        });
    }

    /** Sets a password that its person chose by mail; every session ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void to(User user, String hash) {
        sessions.endAll(user.id());
        set(user, hash);
    }

    private void set(User user, String hash) {
        users.setPassword(user.id(), hash);
        tokens.voidAll(user.id());
        tell(user, "password_changed");
    }

    /** Takes away a password that is in the wrong hands. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void toNone(User user) {
        users.voidPassword(user.id());
        tell(user, "password_voided");
    }

    /** Without the name: after a reset it may be the one that a stranger signed up with. */
    private void tell(User user, String kind) {
        mails.send(new Letter(user.email(), user.locale(), kind, List.of(), web.link("/forgotpassword"), null));
        trail.note(user.id(), kind);
    }

    private static Problem wrong() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
    }
}
