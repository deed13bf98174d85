package dev.perigee.mail;

import dev.perigee.database.UserId;
import dev.perigee.secret.OpaqueToken;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
     * @param sameBrowser whether the nonce belongs to the browser that asked for the token
     */
    public record Live(UserId user, @Nullable UUID subject, boolean sameBrowser) {}

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

    /** Voids every token of the person, for all purposes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidAll(UserId user) {
        store.deleteAll(user);
    }
}
