package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.account.SignUp;
import dev.perigee.database.Tenancy;
import dev.perigee.log.Logins;
import dev.perigee.mail.MailedTokens;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.Passwords;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Confirms an address. The link is enough in the browser that signed up; anywhere else the password chosen then is
 * asked for too, so that nobody can plant an account under another person's address.
 */
@Component
class Verification {

    static final String LIMIT = "verify";
    static final String REQUEST_LIMIT = "verifyrequest";

    private final MailedTokens tokens;
    private final Users users;
    private final Accounts accounts;
    private final SignUp signUp;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SignIns signIns;
    private final Logins logins;
    private final RateLimits limits;
    private final Tenancy tenancy;
    private final TransactionOperations transactions;

    Verification(
            MailedTokens tokens,
            Users users,
            Accounts accounts,
            SignUp signUp,
            Passwords passwords,
            Sessions sessions,
            SignIns signIns,
            Logins logins,
            RateLimits limits,
            Tenancy tenancy,
            TransactionOperations transactions) {
        this.tokens = tokens;
        this.users = users;
        this.accounts = accounts;
        this.signUp = signUp;
        this.passwords = passwords;
        this.sessions = sessions;
        this.signIns = signIns;
        this.logins = logins;
        this.limits = limits;
        this.tenancy = tenancy;
        this.transactions = transactions;
    }

    /**
     * Confirms the address and signs in; every earlier session and link of the person ends.
     *
     * @throws Problem 410 {@code link_spent}; 422 {@code password_required}; 401 {@code invalid_credentials}
     */
    SignedIn verify(
            String token, @Nullable String password, @Nullable String kind, @Nullable String nonce, Client client) {
        limits.takeIdentifier(LIMIT, Base64.getEncoder().encodeToString(OpaqueToken.hash(token)));
        var live = tokens.find(SignUp.VERIFY, token, nonce).orElseThrow(MailedTokens::spent);
        var registration =
                Optional.ofNullable(live.subject()).flatMap(users::registration).orElseThrow(MailedTokens::spent);
        if (!live.sameBrowser()) {
            requirePassword(password, registration, client);
        }
        return Objects.requireNonNull(transactions.execute(transaction -> confirm(token, registration, kind, client)));
    }

    private void requirePassword(@Nullable String password, Users.Registration registration, Client client) {
        if (password == null) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "password_required");
        }
        if (!passwords.matches(password, registration.passwordHash())) {
            logins.note(registration.user(), signIns.attempt(client), Logins.Result.WRONG_PASSWORD);
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
        }
    }

    private SignedIn confirm(String token, Users.Registration registration, @Nullable String kind, Client client) {
        var user = registration.user();
        users.lock(user);
        // A sign-up that was on its way while the address was confirmed leaves a link behind; its password must not
        // count.
        var person = users.find(user).filter(now -> !now.verified()).filter(signIns::isOpenTo);
        if (person.isEmpty() || !tokens.use(SignUp.VERIFY, token)) {
            throw MailedTokens.spent();
        }
        sessions.endAll(user);
        users.confirm(registration);
        tokens.voidAll(user);
        nameAccount(registration);
        return signIns.complete(users.find(user).orElseThrow(), client, kind, false);
    }

    /** Only the account that the sign-up opened: its person owns it. */
    private void nameAccount(Users.Registration registration) {
        var user = registration.user();
        tenancy.enter(user);
        accounts.membershipsOf(user).stream()
                .filter(home -> home.permission().equals(Accounts.OWNER))
                .findFirst()
                .ifPresent(home -> {
                    tenancy.enter(home.id(), user);
                    accounts.rename(home.id(), registration.accountName());
                });
    }

    /**
     * Mails another link.
     *
     * @return the nonce of this browser
     */
    String again(Caller caller) {
        if (caller.verified()) {
            throw Problem.of(HttpStatus.CONFLICT, "already_verified");
        }
        limits.takeIdentifier(REQUEST_LIMIT, caller.user().toString());
        return sessions.registrationOf(caller)
                .flatMap(users::registration)
                .map(signUp::again)
                .orElseThrow(MailedTokens::spent);
    }
}
