package dev.perigee.key;

import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import dev.perigee.web.Route;
import dev.perigee.web.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The scopes that there are: those that routes declare. Who has a role may give the scopes of what that role may do. */
@Component
class Scopes {

    /**
     * One scope.
     *
     * @param routes what a key with it may call, as far as its maker's role may
     * @param mayGive whether you may give it to a key
     */
    record Scope(String name, List<String> routes, boolean mayGive) {}

    private final ObjectProvider<Routes> routes;
    private final MessageSource messages;

    Scopes(ObjectProvider<Routes> routes, MessageSource messages) {
        this.routes = routes;
        this.messages = messages;
    }

    List<Scope> all(Caller caller) {
        var given = givenBy(caller.role(), caller);
        var byName = new TreeMap<String, List<String>>();
        guarded()
                .forEach((route, permission) -> byName.computeIfAbsent(scope(route), name -> new ArrayList<>())
                        .add(route.method() + ' ' + route.path()));
        return byName.entrySet().stream()
                .map(scope -> new Scope(scope.getKey(), List.copyOf(scope.getValue()), given.contains(scope.getKey())))
                .toList();
    }

    /**
     * To be called before somebody gives scopes to a key.
     *
     * @param role the caller's of this moment
     * @throws Problem 403 {@code scope_exceeds_yours} that names each place in the list
     */
    void requireGiven(String role, Caller caller, List<String> scopes) {
        var given = givenBy(role, caller);
        var faults = new ArrayList<Problem.Fault>();
        for (int i = 0; i < scopes.size(); i++) {
            if (!given.contains(scopes.get(i))) {
                faults.add(fault(i));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.of(HttpStatus.FORBIDDEN, "scope_exceeds_yours", faults);
        }
    }

    private Problem.Fault fault(int place) {
        String detail = messages.getMessage("problem.fault.scope", null, LocaleContextHolder.getLocale());
        return new Problem.Fault("scopes[" + place + "]", "scope", detail);
    }

    /** A key gives what it has itself, and no more. */
    private Set<String> givenBy(String role, Caller caller) {
        var given = new TreeSet<String>();
        guarded().forEach((route, permission) -> {
            if (Permissions.of(role).contains(permission)) {
                given.add(scope(route));
            }
        });
        if (caller.how() == Caller.How.KEY) {
            given.retainAll(caller.scopes());
        }
        return given;
    }

    /** The routes that keys can call at all, in the order of their paths. */
    private Map<Route, Permission> guarded() {
        var found = new LinkedHashMap<Route, Permission>();
        for (Route route : routes.getObject().all()) {
            var verify = route.verify();
            if (verify != null && !verify.scope().isEmpty()) {
                found.put(route, verify.permission());
            }
        }
        return found;
    }

    private static String scope(Route route) {
        var verify = route.verify();
        return verify == null ? "" : verify.scope();
    }
}
