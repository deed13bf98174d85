package dev.perigee.user;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Mails;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The people of the product, each with one address. */
@Component
public class Users {

    /** The topic of {@link Notices} on which every change of a person is told. */
    public static final String CHANGED = "user";

    /** What somebody says of themselves when they sign up. */
    public record NewUser(EmailAddress email, String name, String accountName, String passwordHash, Locale locale) {

        /** Somebody who signs in without a password, and whose account is named after them. */
        public static NewUser withoutPassword(EmailAddress email, String name, Locale locale) {
            return new NewUser(email, name, name, User.NO_PASSWORD, locale);
        }
    }

    /** What a sign-up left behind until its address is confirmed. */
    public record Registration(
            UUID id, UserId user, String name, String accountName, String passwordHash, Locale locale) {}

    private final UserStore store;
    private final Mails mails;
    private final Notices notices;

    Users(UserStore store, Mails mails, Notices notices) {
        this.store = store;
        this.mails = mails;
        this.notices = notices;
    }

    /** Whether nobody has ever signed up. */
    @Transactional(readOnly = true)
    public boolean isEmpty() {
        return store.isEmpty();
    }

    @Transactional(readOnly = true)
    public Optional<User> find(EmailAddress email) {
        return store.find(email);
    }

    @Transactional(readOnly = true)
    public Optional<User> find(UserId id) {
        return store.find(id);
    }

    /** Those of them that there are. */
    @Transactional(readOnly = true)
    public Map<UserId, User> find(Collection<UserId> ids) {
        return ids.isEmpty() ? Map.of() : store.find(ids).stream().collect(toMap(User::id, identity()));
    }

    /**
     * Adds a person whose address has just been proved. A sign-up for it that was never confirmed gives way, and with it
     * whatever it had set up.
     *
     * @return false when somebody has confirmed the address already
     * @throws DuplicateKeyException when somebody signs up with it at this very moment
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean addProven(UserId id, NewUser form) {
        if (!isFree(form.email())) {
            return false;
        }
        if (!store.add(id, form)) {
            throw new DuplicateKeyException("The address was taken a moment ago");
        }
        store.setVerified(id);
        return true;
    }

    /**
     * Adds somebody who runs the product, without a password. A sign-up that was never confirmed gives way.
     *
     * @return false when the address is taken
     */
    public boolean addOperator(EmailAddress email, Locale locale) {
        return store.addOperator(UserId.next(), email, locale, User.NO_PASSWORD);
    }

    /** Adds a person whose address is not confirmed yet; false when the address is taken, also at this very moment. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean add(UserId id, NewUser form) {
        return store.add(id, form);
    }

    /** Keeps what this sign-up said, and lets its password open the limited session, under its name, from now on. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID register(UserId user, NewUser form) {
        var registration =
                new Registration(Ids.next(), user, form.name(), form.accountName(), form.passwordHash(), form.locale());
        store.addRegistration(registration);
        store.setUnverified(user, form);
        notices.publish(CHANGED, user.value());
        return registration.id();
    }

    @Transactional(readOnly = true)
    public Optional<Registration> registration(UUID id) {
        return store.registration(id);
    }

    /** The sign-up whose password is the person's at the moment. */
    @Transactional(readOnly = true)
    public Optional<Registration> currentRegistration(User user) {
        return store.registrationWith(user.id(), user.passwordHash());
    }

    /** Holds the person until the transaction ends: of two links that are used at once, one comes first. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(UserId user) {
        store.lock(user);
    }

    /**
     * Confirms the address; the person becomes who that sign-up said, and every other sign-up is forgotten. Changes nobody
     * whose address is confirmed already.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void confirm(Registration registration) {
        store.confirm(registration);
        store.deleteRegistrations(registration.user());
        notices.publish(CHANGED, registration.user().value());
    }

    /** Gives the person another password. To go with the end of every link that was mailed before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void setPassword(UserId id, String hash) {
        store.setPassword(id, hash);
        notices.publish(CHANGED, id.value());
    }

    /** Keeps the same password by another hash; one that was changed meanwhile stays as it is. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void replaceHash(UserId id, String old, String hash) {
        if (store.replaceHash(id, old, hash)) {
            notices.publish(CHANGED, id.value());
        }
    }

    /** Takes the password away: no text is it, until the person chooses another by mail. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voidPassword(UserId id) {
        setPassword(id, User.NO_PASSWORD);
    }

    /** Confirms the address of somebody who has just proved that its mail reaches them; sign-ups for it are settled. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void confirmAddress(UserId id) {
        store.setVerified(id);
        store.deleteRegistrations(id);
        notices.publish(CHANGED, id.value());
    }

    /** Gives the person another address, which they have proved to be theirs. */
    @Transactional(propagation = Propagation.MANDATORY)
    void changeAddress(UserId id, EmailAddress email) {
        store.setAddress(id, email);
        notices.publish(CHANGED, id.value());
    }

    /** Whether nobody has the address, once a sign-up for it that was never confirmed has given way. */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean isFree(EmailAddress email) {
        return store.find(email).map(this::givesWay).orElse(true);
    }

    private boolean givesWay(User user) {
        if (!store.deleteUnconfirmed(user.id())) {
            return false;
        }
        mails.forget(user.email());
        notices.publish(CHANGED, user.id().value());
        return true;
    }

    /** Whether somebody has signed up with the address since then, for the first time or again. */
    @Transactional(readOnly = true)
    boolean isSignedUpSince(EmailAddress email, Instant time) {
        return store.isRegisteredSince(email, time);
    }

    /** Shuts the person out of signing in; sessions go on. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void block(UserId id) {
        store.block(id);
    }

    /** Lets the person sign in again. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void unblock(UserId id) {
        store.unblock(id);
    }

    /** Whether the way back may be mailed now; of any number who ask within the time, one is told true. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean mayMailWayBack(UserId id, Duration atMostEvery) {
        return store.markWayBack(id, atMostEvery);
    }

    /** Changes what is given and leaves what is null. */
    @Transactional
    public void change(UserId id, @Nullable String name, @Nullable Locale locale) {
        store.change(id, name, locale);
        notices.publish(CHANGED, id.value());
    }

    /** Gives the person another picture, or none. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void setAvatar(UserId id, @Nullable String avatar) {
        store.setAvatar(id, avatar);
        notices.publish(CHANGED, id.value());
    }

    /** Deletes the person; sessions and tokens go with the row, and so do the mails to them. */
    @Transactional(propagation = Propagation.MANDATORY)
    void delete(UserId id) {
        store.find(id).ifPresent(user -> mails.forget(user.email()));
        store.formerAddresses(id).forEach(mails::forget);
        store.delete(id);
        notices.publish(CHANGED, id.value());
    }
}
