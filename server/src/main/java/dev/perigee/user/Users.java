package dev.perigee.user;

import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Mails;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The people of the product, each with one address. */
@Component
public class Users {

    /** The topic of {@link Notices} on which every change of a person is told. */
    public static final String CHANGED = "user";

    /** What somebody says of themselves when they sign up. */
    public record NewUser(EmailAddress email, String name, String accountName, String passwordHash, Locale locale) {}

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

    /** Confirms the address; the person becomes who that sign-up said, and every other sign-up is forgotten. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void confirm(Registration registration) {
        store.confirm(registration);
        store.deleteRegistrations(registration.user());
        notices.publish(CHANGED, registration.user().value());
    }

    /** Changes what is given and leaves what is null. */
    @Transactional
    public void change(UserId id, @Nullable String name, @Nullable Locale locale) {
        store.change(id, name, locale);
        notices.publish(CHANGED, id.value());
    }

    /** Erases the person; sessions and tokens go with the row, and so do the mails to them. */
    @Transactional
    public void delete(UserId id) {
        store.find(id).ifPresent(user -> mails.forget(user.email()));
        store.delete(id);
        notices.publish(CHANGED, id.value());
    }
}
