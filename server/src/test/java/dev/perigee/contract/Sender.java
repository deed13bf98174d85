package dev.perigee.contract;

import dev.perigee.web.Permissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody who may try a route.
 *
 * @param words for the name of a test
 * @param role in the account; empty for somebody who has none there
 * @param scopes of a key
 */
record Sender(String words, By by, String role, State state, Set<String> scopes) {

    /** What may be out of the ordinary about a sender. */
    enum State {
        USUAL,
        /** The address is not confirmed. */
        UNVERIFIED,
        /** The account asks for a second factor, which the session has not shown. */
        ONE_FACTOR,
        /** It is a while since the session's person proved who they are. */
        STALE,
        /** The account has no plan. */
        NO_PLAN,
        /** The account has a plan that includes nothing. */
        POOR_PLAN
    }

    /** What a sender shows. */
    enum By {
        NOTHING,
        SESSION,
        KEY
    }

    /** Stands for the role of somebody whose account was shut: it is in no table, and so worth nothing. */
    static final String SHUT_OUT = "shut out";

    /** Stands for whoever runs the product: the role is in the table, and in no account. */
    static final String OPERATOR = "operator";

    private static final String STRONGEST = "owner";

    /** Everybody whom a route with this promise has to tell apart. */
    static List<Sender> of(Promise promise, Collection<String> scopes) {
        var senders = new ArrayList<Sender>();
        senders.add(new Sender("nobody", By.NOTHING, "", State.USUAL, Set.of()));
        senders.add(session("an owner whose address is not confirmed", STRONGEST, State.UNVERIFIED));
        senders.add(session("an owner without the second factor of the account", STRONGEST, State.ONE_FACTOR));
        senders.add(session("an owner who proved it long ago", STRONGEST, State.STALE));
        senders.add(session("an owner whose account has no plan", STRONGEST, State.NO_PLAN));
        if (!promise.feature().isEmpty()) {
            senders.add(session("an owner whose plan lacks the feature", STRONGEST, State.POOR_PLAN));
        }
        senders.add(session("somebody without an account", "", State.USUAL));
        senders.add(session("somebody whose account was shut", SHUT_OUT, State.USUAL));
        if (promise.operators()) {
            senders.add(session("somebody who runs the product", OPERATOR, State.USUAL));
        }
        for (String role : new TreeSet<>(Permissions.all().keySet())) {
            senders.add(session("the role " + role, role, State.USUAL));
        }
        senders.add(key("a key without scopes", STRONGEST, State.USUAL, Set.of()));
        if (!promise.isOpen()) {
            addKeys(promise, scopes, senders);
        }
        return senders;
    }

    private static void addKeys(Promise promise, Collection<String> all, List<Sender> senders) {
        boolean closed = promise.scope().isEmpty();
        var right = closed ? new TreeSet<>(all) : Set.of(promise.scope());
        var others = new TreeSet<>(all);
        others.remove(promise.scope());
        senders.add(key("a key with every scope but the route's", STRONGEST, State.USUAL, others));
        senders.add(key("a key with an empty scope", STRONGEST, State.USUAL, Set.of("")));
        senders.add(key("a key of somebody whose address is not confirmed", STRONGEST, State.UNVERIFIED, right));
        String with = closed ? "every scope" : "the route's scope alone";
        for (String role : new TreeSet<>(Permissions.all().keySet())) {
            senders.add(key("a key with " + with + " and the role " + role, role, State.USUAL, right));
        }
    }

    private static Sender session(String words, String role, State state) {
        return new Sender(words, By.SESSION, role, state, Set.of());
    }

    private static Sender key(String words, String role, State state, Set<String> scopes) {
        return new Sender(words, By.KEY, role, state, scopes);
    }

    boolean verified() {
        return state != State.UNVERIFIED;
    }

    /** Status and code by which the route must refuse the sender; empty when it must let them in. */
    String refusal(Promise promise) {
        if (promise.isOpen() || (promise.isForEverySession() && by == By.SESSION)) {
            return "";
        }
        if (by == By.NOTHING) {
            return "401 unauthenticated";
        }
        if (!verified()) {
            return "403 unverified";
        }
        if (state == State.ONE_FACTOR && !promise.enrolling()) {
            return "403 second_factor_required";
        }
        if (by == By.KEY && (promise.scope().isEmpty() || !scopes.contains(promise.scope()))) {
            return "403 scope_missing";
        }
        if (!holds(promise) && !isTakenAnywhere(promise)) {
            return "403 permission_missing";
        }
        if (state == State.NO_PLAN && promise.asksForPlan()) {
            return "402 plan_required";
        }
        if ((state == State.NO_PLAN || state == State.POOR_PLAN)
                && !promise.feature().isEmpty()) {
            return "402 plan_lacks_feature";
        }
        return state == State.STALE && promise.stepUp() ? "403 step_up_required" : "";
    }

    private boolean isTakenAnywhere(Promise promise) {
        return promise.anywhere() && by == By.SESSION && !role.equals(SHUT_OUT);
    }

    private boolean holds(Promise promise) {
        return (promise.operators() && role.equals(OPERATOR))
                || Permissions.of(role).stream()
                        .anyMatch(held -> held.name().toLowerCase(Locale.ROOT).equals(promise.permission()));
    }
}
