package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.log.Device;
import dev.perigee.log.Devices;
import dev.perigee.log.Logins;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Passwords;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Signing in by password. Checks in the order of the seed (the user exists, the password is right, the user and an account are active)
 * and answers every failure alike, after the same work: nobody learns who has an account.
 */
@Component
class SignIn {

    static final String LIMIT = "signin";

    private final RateLimits limits;
    private final Users users;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Devices devices;
    private final Logins logins;
    private final SignIns signIns;
    private final TransactionOperations transactions;

    SignIn(
            RateLimits limits,
            Users users,
            Accounts accounts,
            Passwords passwords,
            Devices devices,
            Logins logins,
            SignIns signIns,
            TransactionOperations transactions) {
        this.limits = limits;
        this.users = users;
        this.accounts = accounts;
        this.passwords = passwords;
        this.devices = devices;
        this.logins = logins;
        this.signIns = signIns;
        this.transactions = transactions;
    }

    /** @throws Problem 401 {@code invalid_credentials}, whatever the reason */
    SignedIn signIn(EmailAddress email, String password, @Nullable String kind, Client client) {
        limits.takeIdentifier(LIMIT, email.value());
        Device device = devices.of(client.userAgent());
        User user = users.find(email).orElse(null);
        boolean right =
                user == null ? passwords.matchesNobody(password) : passwords.matches(password, user.passwordHash());
        String refusal = refusal(user, right);
        if (refusal != null) {
            logins.note(user == null ? null : user.id(), client, device, refusal);
            throw refused();
        }
        return Objects.requireNonNull(
                transactions.execute(transaction -> enter(Objects.requireNonNull(user), client, device, kind)));
    }

    /** While the password was compared the person may have changed it, confirmed the address, or been shut out. */
    private SignedIn enter(User compared, Client client, Device device, @Nullable String kind) {
        users.lock(compared.id());
        var user = users.find(compared.id())
                .filter(now -> now.passwordHash().equals(compared.passwordHash()))
                .filter(now -> now.verified() == compared.verified() && !now.disabled())
                .orElseThrow(SignIn::refused);
        logins.note(user.id(), client, device, "signed_in");
        return signIns.complete(user, client, device, kind);
    }

    private static Problem refused() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
    }

    private @Nullable String refusal(@Nullable User user, boolean right) {
        if (user == null) {
            return "unknown_user";
        }
        if (!right) {
            return "wrong_password";
        }
        if (user.disabled()) {
            return "disabled";
        }
        return accounts.isShutOut(user.id()) ? "account_disabled" : null;
    }
}
