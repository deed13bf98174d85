package dev.perigee.social;

import dev.perigee.account.SignUp;
import dev.perigee.auth.SignIns;
import dev.perigee.auth.SignedIn;
import dev.perigee.database.UserId;
import dev.perigee.log.Logins;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What becomes of somebody whom a network vouches for. Known: they come in. Unknown, with an address that the network
 * has checked and nobody here has: they get an account. With an address that somebody has: nothing, for who that is
 * must say so themselves. Without one: they name an address first.
 */
@Component
class Entrances {

    /** How long a native app may take to change its code. */
    private final Identities identities;

    private final SocialSignUps signUps;
    private final SignUp signUp;
    private final SignIns signIns;
    private final Users users;
    private final Logins logins;
    private final SocialSettings settings;
    private final WebSettings web;
    private final TransactionOperations transactions;

    Entrances(
            Identities identities,
            SocialSignUps signUps,
            SignUp signUp,
            SignIns signIns,
            Users users,
            Logins logins,
            SocialSettings settings,
            WebSettings web,
            TransactionOperations transactions) {
        this.identities = identities;
        this.signUps = signUps;
        this.signUp = signUp;
        this.signIns = signIns;
        this.users = users;
        this.logins = logins;
        this.settings = settings;
        this.web = web;
        this.transactions = transactions;
    }

    Arrival enter(Flow flow, Proof proof, SocialCookie browser, Client client) {
        try {
            return inTransaction(flow, proof, browser, client);
        } catch (DuplicateKeyException e) {
            // The same identity, or a sign-up for the address, came in at this very moment; now it is seen.
            return inTransaction(flow, proof, browser, client);
        }
    }

    private Arrival inTransaction(Flow flow, Proof proof, SocialCookie browser, Client client) {
        return Objects.requireNonNull(transactions.execute(transaction -> judge(flow, proof, browser, client)));
    }

    private Arrival judge(Flow flow, Proof proof, SocialCookie browser, Client client) {
        var known = identities.find(proof);
        if (known.isPresent()) {
            return again(known.get().user(), flow, proof, new Guest(browser, client));
        }
        var address = proof.address();
        if (address.isEmpty()) {
            String token = signUps.keep(proof, browser);
            return Arrival.at(web.link("/signup"), given(browser, Map.of("social_token", token)))
                    .onTheWay();
        }
        var fresh = signUp.proven(address.get(), proof.nameFor(address.get()), client.locale());
        if (fresh.isEmpty()) {
            throw taken(proof);
        }
        identities.begin(fresh.get(), proof);
        return open(fresh.get(), flow, new Guest(browser, client));
    }

    /** By whoever came in with the same identity a moment ago, or by somebody else. */
    private RuntimeException taken(Proof proof) {
        return identities.find(proof).isPresent()
                ? new DuplicateKeyException("The identity was added a moment ago")
                : Problem.of(HttpStatus.CONFLICT, "link_first");
    }

    /** Who comes, and with what. */
    private record Guest(SocialCookie browser, Client client) {}

    private Arrival again(UserId id, Flow flow, Proof proof, Guest guest) {
        users.lock(id);
        var user = users.find(id).orElseThrow(Arrivals::refused);
        var refusal = signIns.whyNot(user);
        if (refusal.isPresent()) {
            // That somebody shut out was here is kept, so nothing is thrown.
            logins.note(id, signIns.attempt(guest.client()), refusal.get());
            return Arrival.failed(page(flow), Arrivals.refused());
        }
        if (identities.find(proof).filter(now -> now.user().equals(id)).isEmpty()) {
            throw Arrivals.refused();
        }
        identities.use(user, proof);
        return open(user, flow, guest);
    }

    private Arrival open(User user, Flow flow, Guest guest) {
        String challenge = flow.challenge();
        if (challenge != null) {
            String code = signIns.handOver(user.id(), challenge);
            return Arrival.at(settings.nativeRedirect(), given(guest.browser(), Map.of("code", code)));
        }
        return landed(signIns.enter(user, guest.client(), null, false), guest.browser());
    }

    private Arrival landed(SignedIn signedIn, SocialCookie browser) {
        String pending = signedIn.pendingToken();
        return pending == null
                ? home(browser).with(signedIn.cookies())
                : Arrival.at(web.link("/otp"), given(browser, Map.of("pending_token", pending)));
    }

    /** Whoever set out from an invite comes back to it. */
    private Arrival home(SocialCookie browser) {
        String invite = browser.invite();
        return invite == null
                ? Arrival.at(web.link("/dashboard"), Map.of())
                : Arrival.at(web.link("/invite"), Map.of("token", invite));
    }

    private String page(Flow flow) {
        return flow.isNative() ? settings.nativeRedirect() : web.link("/signin");
    }

    /** An invite survives the detour. */
    private static Map<String, String> given(SocialCookie browser, Map<String, String> more) {
        var given = new HashMap<>(more);
        String invite = browser.invite();
        if (invite != null) {
            given.put("invite", invite);
        }
        return given;
    }

    /**
     * Changes the code of a native app for its session. It is used up whatever comes of it.
     *
     * @throws Problem 401 {@code invalid_pending_token}
     */
    SignedIn exchange(String code, String verifier, Client client) {
        var taken = Objects.requireNonNull(transactions.execute(transaction -> signIns.takeOver(code)))
                .filter(found -> Flow.fits(verifier, found.challenge()))
                .orElseThrow(Entrances::ended);
        return Objects.requireNonNull(transactions.execute(transaction -> {
            users.lock(taken.user());
            var user = users.find(taken.user()).filter(signIns::isOpenTo).orElseThrow(Entrances::ended);
            return signIns.enter(user, client, "native", false);
        }));
    }

    private static Problem ended() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_pending_token");
    }
}
