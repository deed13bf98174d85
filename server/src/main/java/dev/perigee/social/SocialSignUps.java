package dev.perigee.social;

import dev.perigee.account.SignUp;
import dev.perigee.auth.SignIns;
import dev.perigee.auth.SignedIn;
import dev.perigee.log.Attempt;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Signing up by a network that does not say whose address it tells, or tells none. The mail to the address that somebody
 * names counts in the browser in which the network vouched for them, for that identity, and nowhere else: so nobody can
 * have a stranger confirm their address for an identity of one's own.
 */
@Component
class SocialSignUps {

    static final String LIMIT = "socialsignup";

    private static final Duration VALID = Duration.ofHours(1);

    private final IdentityStore store;
    private final Identities identities;
    private final Networks networks;
    private final SignUp signUp;
    private final SignIns signIns;
    private final Users users;
    private final Mails mails;
    private final RateLimits limits;
    private final WebSettings web;
    private final Clock clock;
    private final TransactionOperations transactions;

    SocialSignUps(
            IdentityStore store,
            Identities identities,
            Networks networks,
            SignUp signUp,
            SignIns signIns,
            Users users,
            Mails mails,
            RateLimits limits,
            WebSettings web,
            Clock clock,
            TransactionOperations transactions) {
        this.store = store;
        this.identities = identities;
        this.networks = networks;
        this.signUp = signUp;
        this.signIns = signIns;
        this.users = users;
        this.mails = mails;
        this.limits = limits;
        this.web = web;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Keeps a proof until its person has named an address, for an hour; gives the token of that sign-up. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String keep(Proof proof, SocialCookie browser) {
        String token = OpaqueToken.next();
        store.addSignUp(OpaqueToken.hash(token), browser.hash(), proof, VALID);
        return token;
    }

    /**
     * Mails a link to the address that somebody names; if another person has it, that person is told instead.
     *
     * @throws Problem 410 {@code link_spent} for a token that is unknown, expired or of another browser
     */
    void request(String token, Named named, @Nullable String cookie, Client client) {
        limits.takeIdentifier(LIMIT, named.email().value());
        var browser = SocialCookie.of(cookie).orElseThrow(MailedTokens::spent);
        transactions.executeWithoutResult(transaction -> {
            byte[] hash = OpaqueToken.hash(token);
            var proof = store.signUp(hash, browser.hash()).orElseThrow(MailedTokens::spent);
            ask(hash, named.of(proof), client);
        });
    }

    /**
     * What somebody says of themselves.
     *
     * @param name null: as the network tells it
     */
    record Named(EmailAddress email, @Nullable String name) {

        Proof of(Proof proof) {
            return new Proof(
                    proof.network(),
                    proof.issuer(),
                    proof.subject(),
                    email,
                    false,
                    name == null ? proof.nameFor(email) : name,
                    proof.picture());
        }
    }

    /** Where the mail would not be sent, an earlier link stays good. */
    private void ask(byte[] hash, Proof proof, Client client) {
        var email = Objects.requireNonNull(proof.email());
        var owner = users.find(email).filter(User::verified);
        String token = OpaqueToken.next();
        if (mails.hasRoom(email, owner.isPresent() ? "social_account_exists" : "social_confirm")) {
            store.putAddress(hash, proof, OpaqueToken.hash(token), VALID);
        }
        mails.send(owner.map(known -> warning(known, proof)).orElseGet(() -> question(email, proof, token, client)));
    }

    private Letter warning(User known, Proof proof) {
        var values = List.of(known.name(), networks.label(proof.network()));
        return new Letter(known.email(), known.locale(), "social_account_exists", values, web.link("/signin"), null);
    }

    /** It says who asks, and for what: its reader may be somebody else. */
    private Letter question(EmailAddress email, Proof proof, String token, Client client) {
        Attempt from = signIns.attempt(client);
        var values = List.of(
                networks.label(proof.network()),
                from.device().browser(),
                from.device().name(),
                from.network());
        String link = web.link("/social#token=" + token);
        return new Letter(
                email,
                client.locale(),
                "social_confirm",
                values,
                link,
                clock.instant().plus(VALID));
    }

    /**
     * Makes the account, and signs in.
     *
     * @throws Problem 410 {@code link_spent}; 422 {@code other_browser} when the mail was opened elsewhere
     */
    SignedIn confirm(String token, @Nullable String cookie, Client client) {
        try {
            return inTransaction(token, cookie, client);
        } catch (DuplicateKeyException e) {
            // Somebody signed up with the address, or with the identity, at this very moment; now they are seen.
            return inTransaction(token, cookie, client);
        }
    }

    private SignedIn inTransaction(String token, @Nullable String cookie, Client client) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            byte[] hash = OpaqueToken.hash(token);
            var proof = SocialCookie.of(cookie)
                    .flatMap(browser -> store.takeSignUp(hash, browser.hash()))
                    .orElseThrow(() -> refusal(hash));
            return open(proof, client);
        }));
    }

    private SignedIn open(Proof proof, Client client) {
        var email = Objects.requireNonNull(proof.email());
        if (identities.find(proof).isPresent()) {
            throw MailedTokens.spent();
        }
        var user = signUp.proven(email, proof.nameFor(email), client.locale()).orElseThrow(MailedTokens::spent);
        identities.begin(user, proof);
        return signIns.enter(users.find(user.id()).orElseThrow(), client, null, false);
    }

    private Problem refusal(byte[] hash) {
        return store.isMailed(hash)
                ? Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "other_browser")
                : MailedTokens.spent();
    }
}
