package dev.perigee.social;

import dev.perigee.auth.SignIns;
import dev.perigee.factor.SecondFactors;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Client;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes people who come back from a network. Only the browser that set out is taken, once, and what the network says is
 * asked of the network itself; then it counts for what they set out for, and for nothing else.
 */
@Component
class Arrivals {

    /**
     * What somebody brings along.
     *
     * @param iss who says that it has sent them
     * @param user what Apple tells in the page alone: the name, at the first time
     */
    record Luggage(
            @Nullable String state,
            @Nullable String code,
            @Nullable String error,
            @Nullable String iss,
            @Nullable String user) {}

    private static final String PROFILE = "/account/profile";

    private final Networks networks;
    private final Exchange exchange;
    private final FlowStore store;
    private final Identities identities;
    private final Entrances entrances;
    private final SignIns signIns;
    private final Users users;
    private final SecondFactors factors;
    private final SocialSettings settings;
    private final WebSettings web;
    private final TransactionOperations transactions;

    Arrivals(
            Networks networks,
            Exchange exchange,
            FlowStore store,
            Identities identities,
            Entrances entrances,
            SignIns signIns,
            Users users,
            SecondFactors factors,
            SocialSettings settings,
            WebSettings web,
            TransactionOperations transactions) {
        this.networks = networks;
        this.exchange = exchange;
        this.store = store;
        this.identities = identities;
        this.entrances = entrances;
        this.signIns = signIns;
        this.users = users;
        this.factors = factors;
        this.settings = settings;
        this.web = web;
        this.transactions = transactions;
    }

    /** @throws Problem 404 for a network that nobody has set up; whatever else goes wrong is told by where they go */
    Arrival arrive(String network, Luggage luggage, @Nullable String cookie, Client client) {
        var known = networks.settings(network);
        var browser = SocialCookie.of(cookie).orElse(null);
        var flow = browser == null ? Optional.<Flow>empty() : take(network, luggage.state(), browser);
        if (browser == null || flow.isEmpty()) {
            // The way on which this browser may be at the moment goes on: somebody else may have sent it here.
            return Arrival.failed(web.link("/signin"), Problem.of(HttpStatus.BAD_REQUEST, "invalid_state"))
                    .onTheWay();
        }
        try {
            var proof = proof(known, flow.get(), luggage, browser);
            return accept(flow.get(), proof, browser, client);
        } catch (Problem problem) {
            return Arrival.failed(page(flow.get()), problem);
        }
    }

    private Optional<Flow> take(String network, @Nullable String state, SocialCookie browser) {
        return state == null
                ? Optional.empty()
                : Objects.requireNonNull(transactions.execute(
                        transaction -> store.take(OpaqueToken.hash(state), browser.hash(), network)));
    }

    private Proof proof(NetworkSettings known, Flow flow, Luggage luggage, SocialCookie browser) {
        if (!known.mayHaveSent(luggage.iss())) {
            throw refused();
        }
        String error = luggage.error();
        if (error != null) {
            throw Exchange.refusal(error);
        }
        String code = luggage.code();
        String state = luggage.state();
        if (code == null || code.isEmpty() || state == null) {
            throw refused();
        }
        return AppleName.added(exchange.proof(flow, Flow.Secrets.of(browser, state), code), luggage.user());
    }

    private Arrival accept(Flow flow, Proof proof, SocialCookie browser, Client client) {
        return switch (flow.purpose()) {
            case SIGN_IN -> entrances.enter(flow, proof, browser, client);
            case LINK -> link(flow, proof);
            case STEP_UP -> stepUp(flow, proof);
        };
    }

    private Arrival link(Flow flow, Proof proof) {
        var asker = Objects.requireNonNull(flow.asker());
        var caller = signIns.callerOf(asker.session(), asker.user()).orElseThrow(Arrivals::refused);
        try {
            transactions.executeWithoutResult(transaction -> {
                users.lock(caller.user());
                signIns.requireAlive(caller);
                var user = users.find(caller.user())
                        .filter(User::verified)
                        .filter(signIns::isOpenTo)
                        .orElseThrow(Arrivals::refused);
                identities.link(user, proof);
            });
        } catch (DuplicateKeyException e) {
            // Somebody else has linked it, or signed up with it, at this very moment. The reason names the identity.
            throw Problem.of(HttpStatus.CONFLICT, "identity_taken");
        }
        return Arrival.at(web.link(PROFILE), Map.of("linked", flow.network()));
    }

    private Arrival stepUp(Flow flow, Proof proof) {
        var asker = Objects.requireNonNull(flow.asker());
        var caller = signIns.callerOf(asker.session(), asker.user()).orElseThrow(Arrivals::refused);
        boolean own = identities
                .find(proof)
                .filter(identity -> identity.user().equals(asker.user()))
                .isPresent();
        if (!own || factors.isActive(asker.user())) {
            throw refused();
        }
        signIns.prove(caller, false);
        return Arrival.at(web.link(PROFILE), Map.of("proved", flow.network()));
    }

    private String page(Flow flow) {
        if (flow.isNative()) {
            return settings.nativeRedirect();
        }
        return web.link(flow.purpose() == Flow.Purpose.SIGN_IN ? "/signin" : PROFILE);
    }

    static Problem refused() {
        return Problem.of(HttpStatus.BAD_REQUEST, "social_refused");
    }
}
