package dev.perigee.social;

import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.Revertible;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.user.WayIn;
import dev.perigee.user.WaysIn;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Which networks vouch for whom. An identity belongs to one person; a person has any number, up to a bound. */
@Component
class Identities implements Revertible, WayIn {

    /** More than there are networks that anybody is at, and few enough to list. */
    private static final int MOST = 20;

    private final IdentityStore store;
    private final Users users;
    private final WaysIn waysIn;
    private final NotMeLinks notMe;
    private final Networks networks;
    private final Mails mails;
    private final SecurityTrail trail;
    private final Notices notices;

    Identities(
            IdentityStore store,
            Users users,
            WaysIn waysIn,
            NotMeLinks notMe,
            Networks networks,
            Mails mails,
            SecurityTrail trail,
            Notices notices) {
        this.store = store;
        this.users = users;
        this.waysIn = waysIn;
        this.notMe = notMe;
        this.networks = networks;
        this.mails = mails;
        this.trail = trail;
        this.notices = notices;
    }

    @Transactional(readOnly = true)
    public List<Identity> list(Caller caller) {
        return store.list(caller.user());
    }

    /** Whom the proof lets in. */
    @Transactional(readOnly = true)
    public Optional<Identity> find(Proof proof) {
        return store.find(proof);
    }

    /** Adds the identity with which somebody has signed up. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(User user, Proof proof) {
        store.add(user.id(), proof);
        use(user, proof);
    }

    /** Notes that an identity has just let its person in, and what the network tells of them now. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void use(User user, Proof proof) {
        store.find(proof).ifPresent(identity -> {
            store.refresh(identity.id(), user.id(), proof);
            show(user, identity.picture(), proof.picture());
        });
        notices.publish(Users.CHANGED, user.id().value());
    }

    /** The network's picture is the person's until they choose another. */
    private void show(User user, @Nullable String before, @Nullable String now) {
        boolean theirs = user.avatar() == null || user.avatar().equals(before);
        if (theirs && now != null && !now.equals(user.avatar())) {
            users.setAvatar(user.id(), now);
        }
    }

    /**
     * Links an identity to somebody who is held, and who has asked for it in a session.
     *
     * @throws Problem 409 {@code identity_taken} when it lets somebody else in; 409 {@code too_many_identities}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void link(User user, Proof proof) {
        var known = store.find(proof);
        if (known.filter(identity -> !identity.user().equals(user.id())).isPresent()) {
            throw Problem.of(HttpStatus.CONFLICT, "identity_taken");
        }
        if (known.isEmpty()) {
            add(user, proof);
        }
    }

    private void add(User user, Proof proof) {
        if (store.list(user.id()).size() >= MOST) {
            throw Problem.of(HttpStatus.CONFLICT, "too_many_identities");
        }
        store.add(user.id(), proof);
        show(user, null, proof.picture());
        tell(user, "social_linked", proof.network());
    }

    /**
     * Takes an identity away from the caller.
     *
     * @throws Problem 404 when it is not theirs; 409 {@code last_way_in}
     */
    @Transactional
    public void unlink(Caller caller, UUID id) {
        users.lock(caller.user());
        var user = users.find(caller.user()).orElseThrow(Problem::notFound);
        var identity = store.find(user.id(), id).orElseThrow(Problem::notFound);
        store.delete(user.id(), id);
        waysIn.requireOne(user.id());
        if (Objects.equals(user.avatar(), identity.picture())) {
            users.setAvatar(user.id(), null);
        }
        tell(user, "social_unlinked", identity.network());
    }

    private void tell(User user, String kind, String network) {
        String link = notMe.lasting(user.id(), NotMeLinks.VALID);
        var values = List.of(user.name(), networks.label(network));
        mails.send(new Letter(user.email(), user.locale(), kind, values, link, null));
        trail.note(user.id(), kind);
        notices.publish(Users.CHANGED, user.id().value());
    }

    @Override
    public boolean opens(UserId user) {
        return store.list(user).stream().anyMatch(identity -> networks.isConfigured(identity.network()));
    }

    @Override
    public boolean isSocial() {
        return true;
    }

    /** One that a thief has linked would let them in again, and show their picture. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void revert(User user, Instant since) {
        store.deleteSince(user.id(), since).stream()
                .filter(picture -> picture.equals(user.avatar()))
                .forEach(picture -> users.setAvatar(user.id(), null));
        notices.publish(Users.CHANGED, user.id().value());
    }
}
