package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.account.SignUp;
import dev.perigee.database.Tenancy;
import dev.perigee.log.Device;
import dev.perigee.log.Devices;
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
    private final Devices devices;
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
            Devices devices,
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
        this.devices = devices;
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
        var live = tokens.find(SignUp.VERIFY, token, nonce).orElseThrow(Verification::spent);
        var registration =
                Optional.ofNullable(live.subject()).flatMap(users::registration).orElseThrow(Verification::spent);
        Device device = devices.of(client.userAgent());
        if (!live.sameBrowser()) {
            requirePassword(password, registration, client, device);
        }
        return Objects.requireNonNull(
                transactions.execute(transaction -> confirm(token, registration, kind, client, device)));
    }

    private void requirePassword(
            @Nullable String password, Users.Registration registration, Client client, Device device) {
        if (password == null) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "password_required");
        }
        if (!passwords.matches(password, registration.passwordHash())) {
            logins.note(registration.user(), client, device, "wrong_password");
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
        }
    }

    private SignedIn confirm(
            String token, Users.Registration registration, @Nullable String kind, Client client, Device device) {
        var user = registration.user();
        users.lock(user);
        var person = users.find(user);
        boolean open = person.isPresent() && !person.get().disabled() && !accounts.isShutOut(user);
        if (!open || !tokens.use(SignUp.VERIFY, token)) {
            throw spent();
        }
        sessions.endAll(user);
        users.confirm(registration);
        tokens.voidAll(user);
        nameAccount(registration);
        logins.note(user, client, device, "signed_in");
        return signIns.complete(users.find(user).orElseThrow(), client, device, kind);
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
                .orElseThrow(Verification::spent);
    }

    private static Problem spent() {
        return Problem.of(HttpStatus.GONE, "link_spent");
    }
}
