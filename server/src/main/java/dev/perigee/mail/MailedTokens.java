package dev.perigee.mail;

import dev.perigee.database.UserId;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tokens that people get by mail to prove that an address is theirs: 256 bits, for one purpose, used once. The database
 * knows only their SHA-256, so that reading it helps nobody.
 */
@Component
public class MailedTokens {

    /**
     * A token that can still be used.
     *
     * @param subject what else it is about, as its issuer said
     * @param issued when the transaction began in which it was issued
     * @param sameBrowser whether the nonce belongs to the browser that asked for the token
     */
    public record Live(UserId user, @Nullable UUID subject, Instant issued, boolean sameBrowser) {}

    private final MailedTokenStore store;

    MailedTokens(MailedTokenStore store) {
        this.store = store;
    }

    /**
     * A new token for one purpose.
     *
     * @param subject comes back when the token is used
     * @param nonce a secret of the asking browser, told apart later from every other browser
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String issue(String purpose, UserId user, @Nullable UUID subject, @Nullable String nonce, Duration valid) {
        String token = OpaqueToken.next();
        byte[] nonceHash = nonce == null ? null : OpaqueToken.hash(nonce);
        store.add(OpaqueToken.hash(token), purpose, user, subject, nonceHash, valid);
        return token;
    }

    /**
     * A new token that takes the place of the person's earlier ones for the purpose. To be asked for by whoever holds the
     * person: two at once would else both stay. For nobody it is good for nothing.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String replace(String purpose, UserId user, @Nullable UUID subject, Duration valid) {
        store.deleteAll(user, purpose);
        return issue(purpose, user, subject, null, valid);
    }

    /** Looks at a token without using it; nothing for one that is unknown, used, expired or for another purpose. */
    @Transactional(readOnly = true)
    public Optional<Live> find(String purpose, String token, @Nullable String nonce) {
        byte[] nonceHash = nonce == null ? null : OpaqueToken.hash(nonce);
        return store.find(OpaqueToken.hash(token), purpose, nonceHash);
    }

    /** Uses a token up. Of any number of callers at once, exactly one is told true. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean use(String purpose, String token) {
        return store.use(OpaqueToken.hash(token), purpose);
    }

    /** Voids every token of the person, for all purposes, but those that {@link #keep} keeps. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidAll(UserId user) {
        store.deleteAll(user);
    }

    /** Voids every token of the person that was issued since then, those that {@link #keep} keeps too. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidSince(UserId user, Instant time) {
        store.deleteAll(user, time);
    }

    /**
     * Keeps the person's tokens for a purpose good, whatever follows, until they are used or expire. For those that were
     * mailed to an address which is no longer the person's: who took the account elsewhere must not void them there.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UserId user, String purpose) {
        store.keep(user, purpose);
    }

    /** The answer to a token that is used, expired, replaced, or for another purpose. */
    public static Problem spent() {
        return Problem.of(HttpStatus.GONE, "link_spent");
    }
}
