package dev.perigee.social;

import dev.perigee.factor.SecondFactors;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Sends people to a network: to sign in, to link it, or to prove again who they are. */
@Component
class Departures {

    /**
     * The way there.
     *
     * @param url at the network
     * @param cookie for the browser that goes
     */
    record Departure(String url, String cookie) {}

    /**
     * How somebody wants to sign in.
     *
     * @param client {@code native}, or anything else for a browser
     * @param challenge of a native app, which gets a code that only who knows its origin can use
     * @param invite comes back with the person
     */
    record Wish(
            @Nullable String client,
            @Nullable String challenge,
            @Nullable String invite) {

        boolean isNative() {
            return "native".equals(client);
        }
    }

    /** How long somebody may take there. */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Networks networks;
    private final Exchange exchange;
    private final FlowStore store;
    private final SecondFactors factors;
    private final Users users;
    private final SocialSettings settings;
    private final TransactionOperations transactions;

    Departures(
            Networks networks,
            Exchange exchange,
            FlowStore store,
            SecondFactors factors,
            Users users,
            SocialSettings settings,
            TransactionOperations transactions) {
        this.networks = networks;
        this.exchange = exchange;
        this.store = store;
        this.factors = factors;
        this.users = users;
        this.settings = settings;
        this.transactions = transactions;
    }

    /**
     * To sign in, or up.
     *
     * @throws Problem 404; 503 {@code network_unavailable}; 422 {@code native_unavailable} or {@code invalid_challenge}
     */
    Departure signIn(String network, Wish wish) {
        networks.settings(network);
        String challenge = wish.isNative() ? challenge(wish) : null;
        return depart(new Flow(network, Flow.Purpose.SIGN_IN, null, challenge), SocialCookie.next(wish.invite()));
    }

    private String challenge(Wish wish) {
        String challenge = wish.challenge();
        if (settings.nativeRedirect().isBlank()) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "native_unavailable");
        }
        if (challenge == null || !CHALLENGE.matcher(challenge).matches()) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "invalid_challenge");
        }
        return challenge;
    }

    /** @throws Problem 404; 503 {@code network_unavailable} */
    Departure link(Caller caller, String network) {
        return depart(new Flow(network, Flow.Purpose.LINK, asker(caller), null), SocialCookie.next(null));
    }

    /**
     * For whoever has nothing better: what a network says is worth no more than a browser that is signed in there.
     *
     * @throws Problem 422 {@code code_required} or {@code password_required} for whoever has these; 404; 503
     *     {@code network_unavailable}
     */
    Departure stepUp(Caller caller, String network) {
        networks.settings(network);
        if (factors.isActive(caller.user())) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "code_required");
        }
        if (users.find(caller.user()).filter(User::hasPassword).isPresent()) {
            throw Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "password_required");
        }
        return depart(new Flow(network, Flow.Purpose.STEP_UP, asker(caller), null), SocialCookie.next(null));
    }

    private static Flow.Asker asker(Caller caller) {
        return new Flow.Asker(caller.user(), caller.credential());
    }

    private Departure depart(Flow flow, SocialCookie cookie) {
        var network = networks.settings(flow.network());
        String state = OpaqueToken.next();
        String url = exchange.address(flow, Flow.Secrets.of(cookie, state));
        transactions.executeWithoutResult(
                transaction -> store.add(OpaqueToken.hash(state), cookie.hash(), flow, VALID));
        return new Departure(url, cookie.text(network.formPost()));
    }
}
