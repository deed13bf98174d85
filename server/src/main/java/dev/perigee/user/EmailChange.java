package dev.perigee.user;

import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Another address for a person: it counts once its mail has reached them and they have shown whose account it is for. The
 * old one is told before and after, and can take the change back. That an address is somebody else's already, only its
 * owner learns.
 */
@Component
public class EmailChange implements Revertible {

    static final String LIMIT = "email";
    static final String CONFIRM_LIMIT = "emailconfirm";

    private static final String PURPOSE = "email";
    private static final Duration VALID = Duration.ofHours(1);

    /** A weekend without mail, and a day more. */
    private static final Duration UNDO_VALID = Duration.ofDays(3);

    private final Users users;
    private final AddressStore store;
    private final Passwords passwords;
    private final MailedTokens tokens;
    private final NotMeLinks notMe;
    private final Mails mails;
    private final SecurityTrail trail;
    private final RateLimits limits;
    private final WebSettings web;
    private final Clock clock;
    private final TransactionOperations transactions;

    EmailChange(
            Users users,
            AddressStore store,
            Passwords passwords,
            MailedTokens tokens,
            NotMeLinks notMe,
            Mails mails,
            SecurityTrail trail,
            RateLimits limits,
            WebSettings web,
            Clock clock,
            TransactionOperations transactions) {
        this.users = users;
        this.store = store;
        this.passwords = passwords;
        this.tokens = tokens;
        this.notMe = notMe;
        this.mails = mails;
        this.trail = trail;
        this.limits = limits;
        this.web = web;
        this.clock = clock;
        this.transactions = transactions;
    }

    /**
     * Mails a link to the new address and a notice to the old one.
     *
     * @throws Problem 401 {@code invalid_credentials} when the password is wrong
     */
    void request(Caller caller, EmailAddress email, String password) {
        limits.takeIdentifier(LIMIT, caller.user().toString());
        var compared = users.find(caller.user()).orElseThrow(Problem::notFound);
        requirePassword(password, compared);
        transactions.executeWithoutResult(transaction -> {
            users.lock(compared.id());
            var user = users.find(compared.id())
                    .filter(now -> isAsCompared(now, compared))
                    .orElseThrow(EmailChange::wrong);
            if (!email.equals(user.email())) {
                begin(user, email);
            }
        });
    }

    /** While the password was compared, its owner may have taken it out of the wrong hands. */
    private static boolean isAsCompared(User now, User compared) {
        return now.passwordHash().equals(compared.passwordHash()) && !now.disabled();
    }

    /** The smaller address first: two people who change to each other's at once must not wait for each other. */
    private void begin(User user, EmailAddress email) {
        if (user.email().value().compareTo(email.value()) < 0) {
            warn(user, email);
            ask(user, email);
        } else {
            ask(user, email);
            warn(user, email);
        }
    }

    private void warn(User user, EmailAddress email) {
        mails.send(notice(user, "email_changing", List.of(user.name(), email.value()), web.link("/forgotpassword")));
    }

    private void ask(User user, EmailAddress email) {
        var owner = users.find(email).filter(User::verified);
        String token = token(user, email, owner.isPresent() ? "email_taken" : "email_confirm");
        mails.send(owner.map(known -> notice(known, "email_taken", List.of(known.name()), null))
                .orElseGet(() -> question(email, user, token)));
    }

    /** Where the mail would not be sent, an earlier link stays good, and this token opens nothing. */
    private String token(User user, EmailAddress email, String kind) {
        return mails.hasRoom(email, kind)
                ? tokens.replace(PURPOSE, user.id(), store.putChange(user.id(), email), VALID)
                : OpaqueToken.next();
    }

    private Letter question(EmailAddress to, User user, String token) {
        String link = web.link("/email#token=" + token);
        Instant expires = clock.instant().plus(VALID);
        return new Letter(to, user.locale(), "email_confirm", List.of(), link, expires);
    }

    private static Letter notice(User reader, String kind, List<String> values, @Nullable String link) {
        return new Letter(reader.email(), reader.locale(), kind, values, link, null);
    }

    /**
     * Confirms the new address. Whoever reads its mail need not be the person whose account it is for, so a session of
     * that person is asked for, or their password.
     *
     * @throws Problem 410 {@code link_spent}, also when somebody else has begun to use the address since; 422
     *     {@code password_required}; 401 {@code invalid_credentials}
     */
    void confirm(Optional<Caller> caller, String token, @Nullable String password) {
        limits.takeIdentifier(CONFIRM_LIMIT, Base64.getEncoder().encodeToString(OpaqueToken.hash(token)));
        var user = tokens.find(PURPOSE, token, null)
                .flatMap(live -> users.find(live.user()))
                .orElseThrow(MailedTokens::spent);
        if (caller.filter(one -> isSessionOf(one, user.id())).isEmpty()) {
            requirePassword(password, user);
        }
        try {
            transactions.executeWithoutResult(transaction -> use(token));
        } catch (DuplicateKeyException e) {
            // Somebody else took the address at this very moment.
            throw Problem.of(HttpStatus.GONE, "link_spent", e);
        }
    }

    private static boolean isSessionOf(Caller caller, UserId user) {
        return caller.how() == Caller.How.SESSION && caller.user().equals(user);
    }

    private void requirePassword(@Nullable String password, User user) {
        if (password == null) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "password_required");
        }
        if (!passwords.matches(password, user.passwordHash())) {
            throw wrong();
        }
    }

    /** A password that was changed since it was compared has voided the token. */
    private void use(String token) {
        var live = tokens.find(PURPOSE, token, null).orElseThrow(MailedTokens::spent);
        users.lock(live.user());
        var user = users.find(live.user()).filter(person -> !person.disabled()).orElseThrow(MailedTokens::spent);
        var email = store.change(user.id(), live.subject()).orElseThrow(MailedTokens::spent);
        if (!tokens.use(PURPOSE, token) || !isFree(email, live.issued())) {
            throw MailedTokens.spent();
        }
        move(user, email);
        store.addFormer(user.id(), user.email());
        String undo = notMe.lasting(user.id(), UNDO_VALID);
        tokens.voidAll(user.id());
        var values = List.of(user.name(), email.value());
        mails.send(notice(user, "email_changed", values, undo));
        trail.note(user.id(), "email_changed");
    }

    /** A sign-up that was never confirmed gives way to whoever proves the address, unless it came later. */
    private boolean isFree(EmailAddress email, Instant asked) {
        return !users.isSignedUpSince(email, asked) && users.isFree(email);
    }

    private void move(User user, EmailAddress email) {
        users.changeAddress(user.id(), email);
        store.deleteChange(user.id());
    }

    /**
     * Gives the person the address back that they had at that time, if it has changed since; the one that they lose is
     * told. A sign-up for it that was never confirmed gives way, somebody who has confirmed it keeps it.
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void revert(User user, Instant time) {
        store.former(user.id(), time).filter(users::isFree).ifPresent(former -> {
            move(user, former);
            mails.send(notice(user, "email_undone", List.of(user.name()), null));
            trail.note(user.id(), "email_undone");
        });
        store.deleteFormer(user.id(), time);
    }

    private static Problem wrong() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_credentials");
    }
}
