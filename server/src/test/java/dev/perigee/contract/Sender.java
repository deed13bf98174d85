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
record Sender(String words, By by, String role, boolean verified, Set<String> scopes) {

    /** What a sender shows. */
    enum By {
        NOTHING,
        SESSION,
        KEY
    }

    /** Stands for the role of somebody whose account was shut: it is in no table, and so worth nothing. */
    static final String SHUT_OUT = "shut out";

    private static final String STRONGEST = "owner";

    /** Everybody whom a route with this promise has to tell apart. */
    static List<Sender> of(Promise promise, Collection<String> scopes) {
        var senders = new ArrayList<Sender>();
        senders.add(new Sender("nobody", By.NOTHING, "", false, Set.of()));
        senders.add(new Sender("an owner whose address is not confirmed", By.SESSION, STRONGEST, false, Set.of()));
        senders.add(new Sender("somebody without an account", By.SESSION, "", true, Set.of()));
        senders.add(new Sender("somebody whose account was shut", By.SESSION, SHUT_OUT, true, Set.of()));
        for (String role : new TreeSet<>(Permissions.all().keySet())) {
            senders.add(new Sender("the role " + role, By.SESSION, role, true, Set.of()));
        }
        senders.add(key("a key without scopes", STRONGEST, true, Set.of()));
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
        senders.add(key("a key with every scope but the route's", STRONGEST, true, others));
        senders.add(key("a key with an empty scope", STRONGEST, true, Set.of("")));
        senders.add(key("a key of somebody whose address is not confirmed", STRONGEST, false, right));
        String with = closed ? "every scope" : "the route's scope alone";
        for (String role : new TreeSet<>(Permissions.all().keySet())) {
            senders.add(key("a key with " + with + " and the role " + role, role, true, right));
        }
    }

    private static Sender key(String words, String role, boolean verified, Set<String> scopes) {
        return new Sender(words, By.KEY, role, verified, scopes);
    }

    /** Status and code by which the route must refuse the sender; empty when it must let them in. */
    String refusal(Promise promise) {
        if (promise.isOpen() || (promise.isForEverySession() && by == By.SESSION)) {
            return "";
        }
        if (by == By.NOTHING) {
            return "401 unauthenticated";
        }
        if (!verified) {
            return "403 unverified";
        }
        if (by == By.KEY && (promise.scope().isEmpty() || !scopes.contains(promise.scope()))) {
            return "403 scope_missing";
        }
        return holds(promise) ? "" : "403 permission_missing";
    }

    private boolean holds(Promise promise) {
        return Permissions.of(role).stream()
                .anyMatch(held -> held.name().toLowerCase(Locale.ROOT).equals(promise.permission()));
    }
}
