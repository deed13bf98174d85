package dev.perigee.key;

import dev.perigee.account.Accounts;
import dev.perigee.audit.Audit;
import dev.perigee.auth.FreshProof;
import dev.perigee.web.Caller;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Reads a lost key again, for the member it acts for or an owner, who has just proved who they are. */
@Component
class Reveal {

    static final String LIMIT = "reveal";

    private final ApiKeyStore store;
    private final KeyTexts texts;
    private final Accounts accounts;
    private final FreshProof proof;
    private final RateLimits limits;
    private final KeyMails mails;
    private final Audit audit;
    private final TransactionOperations transactions;

    Reveal(
            ApiKeyStore store,
            KeyTexts texts,
            Accounts accounts,
            FreshProof proof,
            RateLimits limits,
            KeyMails mails,
            Audit audit,
            TransactionOperations transactions) {
        this.store = store;
        this.texts = texts;
        this.accounts = accounts;
        this.proof = proof;
        this.limits = limits;
        this.mails = mails;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * The text of the key. Its owners hear of it.
     *
     * @throws Problem 401 for a wrong proof; 403 {@code step_up_required} without a fresh one, or
     *     {@code permission_missing} for somebody else's key; 404; 409 {@code key_not_kept}; 429
     */
    String text(Caller caller, UUID id, @Nullable String password, @Nullable String code) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        proof.require(caller, password, code);
        return Objects.requireNonNull(transactions.execute(transaction -> open(caller, id)));
    }

    private String open(Caller caller, UUID id) {
        var account = caller.account();
        String role = accounts.hold(caller);
        var key = store.hold(account, id).orElseThrow(Problem::notFound);
        boolean theirs = caller.user().equals(key.userId()) || role.equals(Accounts.OWNER);
        if (!theirs || !Permissions.covers(role, key.permission())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "permission_missing");
        }
        var sealed = store.sealed(account, id).orElseThrow(() -> Problem.of(HttpStatus.CONFLICT, "key_not_kept"));
        String text = texts.open(account, id, sealed);
        mails.revealed(account, key, caller.user());
        audit.note(caller, ApiKeys.about("key.revealed", key));
        return text;
    }
}
