package dev.perigee.auth;

import dev.perigee.account.SignUp;
import dev.perigee.log.Logins;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.MailedTokens;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Signing in by a link in a mail, also for somebody who was shut out after a strange attempt. */
@Component
class MagicLinks {

    static final String LIMIT = "magic";

    /** Of the tokens in the links. */
    static final String PURPOSE = "magic";

    /** NIST SP 800-63B-4 §3.1.3.2 and OWASP ASVS 6.5.5: what is sent out of band lives ten minutes. */
    static final Duration VALID = Duration.ofMinutes(10);

    private static final AskedLinks.Link LINK = new AskedLinks.Link(PURPOSE, "/magic", VALID);

    private final Users users;
    private final SignUp signUp;
    private final SignIns signIns;
    private final AskedLinks links;
    private final MailedTokens tokens;
    private final Logins logins;
    private final RateLimits limits;
    private final TransactionOperations transactions;

    MagicLinks(
            Users users,
            SignUp signUp,
            SignIns signIns,
            AskedLinks links,
            MailedTokens tokens,
            Logins logins,
            RateLimits limits,
            TransactionOperations transactions) {
        this.users = users;
        this.signUp = signUp;
        this.signIns = signIns;
        this.links = links;
        this.tokens = tokens;
        this.logins = logins;
        this.limits = limits;
        this.transactions = transactions;
    }

    /** Mails a link to whoever has the address; the answer is the same for nobody. */
    void request(EmailAddress email, Locale locale) {
        limits.takeIdentifier(LIMIT, email.value());
        transactions.executeWithoutResult(transaction -> mail(email, locale));
    }

    /** An address that was never confirmed gets its confirmation again: nobody may come in by another's sign-up. */
    private void mail(EmailAddress email, Locale locale) {
        var reader = links.reader(email, LINK);
        var signedUp = reader.filter(user -> !user.verified()).flatMap(users::currentRegistration);
        if (signedUp.isPresent()) {
            signUp.again(signedUp.get());
        } else {
            links.mail(LINK, reader.filter(User::verified).orElse(null), email, locale);
        }
    }

    /** @throws Problem 410 {@code link_spent} for a token that is used, expired, superseded or of another kind */
    SignedIn enter(String token, @Nullable String kind, Client client) {
        // That somebody shut out was here must be kept, so the refusal is thrown after the transaction.
        return Objects.requireNonNull(transactions.execute(transaction -> use(token, kind, client)))
                .orElseThrow(MailedTokens::spent);
    }

    private Optional<SignedIn> use(String token, @Nullable String kind, Client client) {
        var live = tokens.find(PURPOSE, token, null).orElseThrow(MailedTokens::spent);
        users.lock(live.user());
        var user = users.find(live.user()).orElseThrow(MailedTokens::spent);
        var refusal = signIns.whyNot(user);
        if (refusal.isPresent()) {
            logins.note(user.id(), signIns.attempt(client), refusal.get());
            return Optional.empty();
        }
        if (!tokens.use(PURPOSE, token)) {
            throw MailedTokens.spent();
        }
        users.unblock(user.id());
        return Optional.of(signIns.enter(user, client, kind, false));
    }
}
