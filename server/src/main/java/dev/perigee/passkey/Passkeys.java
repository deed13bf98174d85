package dev.perigee.passkey;

import com.webauthn4j.util.exception.WebAuthnException;
import dev.perigee.auth.SignIns;
import dev.perigee.auth.SignedIn;
import dev.perigee.database.UserId;
import dev.perigee.factor.AnotherFactor;
import dev.perigee.factor.SecondFactors;
import dev.perigee.log.Logins;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.passkey.PasskeyJson.Answered;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.Revertible;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.user.WayIn;
import dev.perigee.user.WaysIn;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/**
 * Passkeys. Each use asks the device to verify its person (by a finger, a face or a PIN), so that a key counts as both
 * factors: something they have, and something they are or know.
 */
@Component
class Passkeys implements Revertible, WayIn, AnotherFactor {

    static final Duration VALID = Duration.ofMinutes(5);

    /** More than anybody has devices, and few enough to list. */
    private static final int MOST = 20;

    private final WebAuthnRelyingPartyOperations ceremonies;
    private final PasskeyOptions options;
    private final PasskeyJson json;
    private final PasskeyStore store;
    private final Users users;
    private final SignIns signIns;
    private final SecondFactors factors;
    private final Logins logins;
    private final NotMeLinks notMe;
    private final WaysIn waysIn;
    private final Mails mails;
    private final SecurityTrail trail;
    private final TransactionOperations transactions;

    Passkeys(
            WebAuthnRelyingPartyOperations ceremonies,
            PasskeyOptions options,
            PasskeyJson json,
            PasskeyStore store,
            Users users,
            SignIns signIns,
            SecondFactors factors,
            Logins logins,
            NotMeLinks notMe,
            WaysIn waysIn,
            Mails mails,
            SecurityTrail trail,
            TransactionOperations transactions) {
        this.ceremonies = ceremonies;
        this.options = options;
        this.json = json;
        this.store = store;
        this.users = users;
        this.signIns = signIns;
        this.factors = factors;
        this.logins = logins;
        this.notMe = notMe;
        this.waysIn = waysIn;
        this.mails = mails;
        this.trail = trail;
        this.transactions = transactions;
    }

    @Transactional(readOnly = true)
    public List<Passkey> list(Caller caller) {
        return store.list(caller.user());
    }

    /**
     * What {@code navigator.credentials.create()} needs.
     *
     * @throws Problem 403 {@code step_up_required}
     */
    @Transactional
    public JsonNode beginToAdd(Caller caller) {
        factors.requireShown(caller);
        var challenge = Bytes.random();
        store.addChallenge(challenge, caller.user(), VALID);
        return json.options(options.creation(person(caller.user()), store.keys(caller.user()), challenge));
    }

    /** @throws Problem 401 {@code invalid_passkey}; 403 {@code step_up_required}; 409 {@code too_many_passkeys} */
    Passkey add(Caller caller, JsonNode credential, String name) {
        var answered = json.registration(credential);
        return Objects.requireNonNull(transactions.execute(transaction -> add(caller, answered, name)));
    }

    private Passkey add(Caller caller, Answered<AuthenticatorAttestationResponse> answered, String name) {
        users.lock(caller.user());
        factors.requireShown(caller);
        var keys = store.keys(caller.user());
        if (keys.size() >= MOST) {
            throw Problem.of(HttpStatus.CONFLICT, "too_many_passkeys");
        }
        if (!store.useChallenge(answered.challenge(), caller.user())) {
            throw PasskeyJson.refused();
        }
        var user = person(caller.user());
        var creation = options.creation(user, keys, answered.challenge());
        var key = new RelyingPartyPublicKey(answered.credential(), name);
        verified(() -> ceremonies.registerCredential(new ImmutableRelyingPartyRegistrationRequest(creation, key)));
        signIns.prove(caller, true);
        tell(user, "passkey_added", name);
        return store.list(caller.user()).getFirst();
    }

    /** What {@code navigator.credentials.get()} needs, of anybody: the key says whose it is. */
    @Transactional
    public JsonNode beginToUse() {
        var challenge = Bytes.random();
        store.addChallenge(challenge, null, VALID);
        return json.options(options.request(challenge));
    }

    /** @throws Problem 401 {@code invalid_passkey}, whatever the reason */
    SignedIn signIn(JsonNode credential, @Nullable String kind, Client client) {
        try {
            var answered = json.assertion(credential);
            return Objects.requireNonNull(transactions.execute(transaction -> {
                var user = prove(answered);
                return signIns.complete(user, client, kind, true);
            }));
        } catch (Problem refused) {
            logins.note(null, signIns.attempt(client), Logins.Result.WRONG_PASSKEY);
            throw refused;
        }
    }

    /**
     * Proves again who the caller is.
     *
     * @throws Problem 401 {@code invalid_passkey}, also for somebody else’s
     */
    void stepUp(Caller caller, JsonNode credential) {
        var answered = json.assertion(credential);
        transactions.executeWithoutResult(transaction -> {
            if (!prove(answered).id().equals(caller.user())) {
                throw PasskeyJson.refused();
            }
            signIns.prove(caller, true);
        });
    }

    /** Whose key it is, once it has signed our challenge; the person is held until the transaction ends. */
    private User prove(Answered<AuthenticatorAssertionResponse> answered) {
        var credential = answered.credential();
        var owner = store.find(credential.getRawId())
                .map(key -> key.getUserEntityUserId())
                .filter(handle -> handle.equals(credential.getResponse().getUserHandle()))
                .flatMap(PasskeyStore::user)
                .orElseThrow(PasskeyJson::refused);
        users.lock(owner);
        var user = users.find(owner).filter(signIns::isOpenTo).orElseThrow(PasskeyJson::refused);
        if (!store.useChallenge(answered.challenge(), null)) {
            throw PasskeyJson.refused();
        }
        verified(() -> ceremonies.authenticate(
                new RelyingPartyAuthenticationRequest(options.request(answered.challenge()), credential)));
        return user;
    }

    private static void verified(Runnable ceremony) {
        try {
            ceremony.run();
        } catch (WebAuthnException | IllegalArgumentException e) {
            throw PasskeyJson.refused(e);
        }
    }

    /**
     * Gives a passkey another name.
     *
     * @throws Problem 404 when it is not the caller’s
     */
    @Transactional
    public Passkey rename(Caller caller, UUID id, String name) {
        if (!store.rename(caller.user(), id, name)) {
            throw Problem.notFound();
        }
        return store.find(caller.user(), id).orElseThrow(Problem::notFound);
    }

    /**
     * Takes a passkey away. Other sessions end: a device that is lost may be signed in by it.
     *
     * @throws Problem 404 when it is not the caller’s; 409 {@code last_way_in}
     */
    @Transactional
    public void remove(Caller caller, UUID id) {
        users.lock(caller.user());
        var key = store.find(caller.user(), id).orElseThrow(Problem::notFound);
        store.delete(caller.user(), id);
        waysIn.requireOne(caller.user());
        signIns.removedFactor(caller, factors.isAnyKept(caller.user()));
        tell(person(caller.user()), "passkey_removed", key.name());
    }

    @Override
    public boolean opens(UserId user) {
        return !store.list(user).isEmpty();
    }

    @Override
    public boolean isKept(UserId user) {
        return opens(user);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void removeAll(UserId user) {
        store.deleteSince(user, Instant.EPOCH);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void revert(User user, Instant since) {
        store.deleteSince(user.id(), since);
    }

    private User person(UserId id) {
        return users.find(id).orElseThrow(Problem::notFound);
    }

    private void tell(User user, String kind, String key) {
        String link = notMe.lasting(user.id(), NotMeLinks.VALID);
        mails.send(new Letter(user.email(), user.locale(), kind, List.of(user.name(), key), link, null));
        trail.note(user.id(), kind);
    }
}
