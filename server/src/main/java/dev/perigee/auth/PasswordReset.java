package dev.perigee.auth;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.MailedTokens;
import dev.perigee.user.Passwords;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Duration;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** A new password for somebody who forgot the old one, or whose old one is in the wrong hands. */
@Component
class PasswordReset {

    static final String REQUEST_LIMIT = "resetrequest";

    /** Of the tokens in the links. */
    static final String PURPOSE = "reset";

    private static final AskedLinks.Link LINK = new AskedLinks.Link(PURPOSE, "/resetpassword", Duration.ofHours(1));

    private final Users users;
    private final Passwords passwords;
    private final PasswordChange change;
    private final SignIns signIns;
    private final AskedLinks links;
    private final MailedTokens tokens;
    private final RateLimits limits;
    private final TransactionOperations transactions;

    PasswordReset(
            Users users,
            Passwords passwords,
            PasswordChange change,
            SignIns signIns,
            AskedLinks links,
            MailedTokens tokens,
            RateLimits limits,
            TransactionOperations transactions) {
        this.users = users;
        this.passwords = passwords;
        this.change = change;
        this.signIns = signIns;
        this.links = links;
        this.tokens = tokens;
        this.limits = limits;
        this.transactions = transactions;
    }

    /** Mails a link to whoever has the address; the answer is the same for nobody. */
    void request(EmailAddress email, Locale locale) {
        limits.takeIdentifier(REQUEST_LIMIT, email.value());
        transactions.executeWithoutResult(
                transaction -> links.mail(LINK, links.reader(email, LINK).orElse(null), email, locale));
    }

    /**
     * Takes the password away, and tells the person at the address that is theirs now.
     *
     * @return a token with which they choose another; earlier ones are void
     */
    String instead(UserId id) {
        users.find(id).ifPresent(change::toNone);
        return tokens.replace(PURPOSE, id, null, LINK.valid());
    }

    /**
     * Takes the new password. Whoever has the mail has the address, so it counts as confirmed, sign-ups of others for it
     * are void, and a block is lifted; a session it gives none.
     *
     * @throws Problem 410 {@code link_spent}; 422 for a password that is not taken, with the token still good
     */
    void reset(String token, String password) {
        var user = tokens.find(PURPOSE, token, null)
                .flatMap(live -> users.find(live.user()))
                .orElseThrow(MailedTokens::spent);
        passwords.require(password, user.email(), user.name());
        String hash = passwords.hash(password);
        transactions.executeWithoutResult(transaction -> {
            users.lock(user.id());
            var now = users.find(user.id()).filter(signIns::isOpenTo).orElseThrow(MailedTokens::spent);
            if (!tokens.use(PURPOSE, token)) {
                throw MailedTokens.spent();
            }
            users.confirmAddress(now.id());
            users.unblock(now.id());
            change.to(now, hash);
        });
    }
}
