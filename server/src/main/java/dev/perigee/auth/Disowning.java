package dev.perigee.auth;

import dev.perigee.log.Logins;
import dev.perigee.mail.MailedTokens;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.Revertible;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.Users;
import java.util.List;
import java.util.Objects;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * "This was not me": whoever came in is out, cannot come again with the password they have, and does not keep the account
 * by having moved it to a mailbox of their own.
 */
@Component
class Disowning {

    /** @param resetToken for {@code POST /api/user/password/reset}, an hour long */
    record Disowned(String resetToken) {}

    private final Users users;
    private final List<Revertible> changes;
    private final Sessions sessions;
    private final Logins logins;
    private final MailedTokens tokens;
    private final PasswordReset reset;
    private final SecurityTrail trail;
    private final SignIns signIns;
    private final TransactionOperations transactions;

    Disowning(
            Users users,
            List<Revertible> changes,
            Sessions sessions,
            Logins logins,
            MailedTokens tokens,
            PasswordReset reset,
            SecurityTrail trail,
            SignIns signIns,
            TransactionOperations transactions) {
        this.users = users;
        this.changes = changes;
        this.sessions = sessions;
        this.logins = logins;
        this.tokens = tokens;
        this.reset = reset;
        this.trail = trail;
        this.signIns = signIns;
        this.transactions = transactions;
    }

    /** @throws dev.perigee.web.Problem 410 {@code link_spent} */
    Disowned disown(String token) {
        try {
            return inTransaction(token);
        } catch (DuplicateKeyException e) {
            // Somebody signed up with the old address at this very moment; now they are seen, and give way.
            return inTransaction(token);
        }
    }

    private Disowned inTransaction(String token) {
        return Objects.requireNonNull(transactions.execute(transaction -> use(token)));
    }

    private Disowned use(String token) {
        var live = tokens.find(NotMeLinks.PURPOSE, token, null).orElseThrow(MailedTokens::spent);
        users.lock(live.user());
        var user = users.find(live.user()).filter(signIns::isOpenTo).orElseThrow(MailedTokens::spent);
        if (!tokens.use(NotMeLinks.PURPOSE, token)) {
            throw MailedTokens.spent();
        }
        sessions.endAll(user.id());
        logins.disown(user.id(), live.issued());
        changes.forEach(change -> change.revert(user, live.issued()));
        voidLinks(live);
        trail.note(user.id(), "sign_in_disowned");
        return new Disowned(reset.instead(user.id()));
    }

    /** A link to an address that the person had even earlier stays good: who was there first has the last word. */
    private void voidLinks(MailedTokens.Live live) {
        tokens.voidAll(live.user());
        tokens.voidSince(live.user(), live.issued());
    }
}
