package dev.perigee.account;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.Passwords;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The way from a stranger to an account. Answers alike whether the address is known or not, after the same hash: only
 * the mail, which the address's owner alone reads, tells the difference.
 */
@Component
public class SignUp {

    /** The purpose of the tokens that confirm an address. */
    public static final String VERIFY = "verify";

    /** How long the mailed link can be used. */
    static final Duration VALID = Duration.ofHours(24);

    private final Users users;
    private final Accounts accounts;
    private final Passwords passwords;
    private final MailedTokens tokens;
    private final Mails mails;
    private final WebSettings web;
    private final TransactionOperations transactions;
    private final Clock clock;

    SignUp(
            Users users,
            Accounts accounts,
            Passwords passwords,
            MailedTokens tokens,
            Mails mails,
            WebSettings web,
            TransactionOperations transactions,
            Clock clock) {
        this.users = users;
        this.accounts = accounts;
        this.passwords = passwords;
        this.tokens = tokens;
        this.mails = mails;
        this.web = web;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Takes a sign-up.
     *
     * @return the nonce of this browser, by which its link alone will open a session without the password
     * @throws Problem 422 for a password that is not taken
     */
    public String begin(String name, EmailAddress email, String password, @Nullable String account, Locale locale) {
        passwords.require(password, email, name);
        String hash = passwords.hash(password);
        String nonce = OpaqueToken.next();
        var form = new Users.NewUser(email, name, account == null ? name : account, hash, locale);
        transactions.executeWithoutResult(transaction -> keep(form, nonce));
        return nonce;
    }

    private void keep(Users.NewUser form, String nonce) {
        var id = UserId.next();
        if (users.add(id, form)) {
            accounts.open(form.accountName(), id);
            mail("verify", form, id, nonce);
            return;
        }
        User known = users.find(form.email()).orElseThrow();
        if (known.verified()) {
            mails.send(new Letter(
                    known.email(), known.locale(), "account_exists", List.of(known.name()), web.link("/signin"), null));
        } else {
            mail("verify_again", form, known.id(), nonce);
        }
    }

    private void mail(String kind, Users.NewUser form, UserId user, String nonce) {
        UUID registration = users.register(user, form);
        String token = tokens.issue(VERIFY, user, registration, nonce, VALID);
        mails.send(letter(kind, form.email(), form.locale(), token));
    }

    /** Without a name: before the address is confirmed, anybody may have typed it. */
    private Letter letter(String kind, EmailAddress to, Locale locale, String token) {
        String link = web.link("/verify#token=" + token);
        return new Letter(to, locale, kind, List.of(), link, clock.instant().plus(VALID));
    }

    /**
     * Takes somebody whose address has just been proved, without a password: a person and an account named after them.
     *
     * @return nobody when somebody else has confirmed the address
     * @throws org.springframework.dao.DuplicateKeyException when somebody signs up with it at this very moment
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<User> proven(EmailAddress email, String name, Locale locale) {
        var id = UserId.next();
        if (!users.addProven(id, Users.NewUser.withoutPassword(email, name, locale))) {
            return Optional.empty();
        }
        accounts.open(name, id);
        return users.find(id);
    }

    /**
     * Mails a fresh link for the same sign-up: never for another one, which somebody else may have made.
     *
     * @return the nonce of this browser
     */
    @Transactional(propagation = Propagation.REQUIRED)
    public String again(Users.Registration registration) {
        var person = users.find(registration.user()).orElseThrow(Problem::notFound);
        String nonce = OpaqueToken.next();
        String token = tokens.issue(VERIFY, person.id(), registration.id(), nonce, VALID);
        mails.send(letter("verify", person.email(), registration.locale(), token));
        return nonce;
    }
}
