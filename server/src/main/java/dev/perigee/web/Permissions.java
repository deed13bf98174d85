package dev.perigee.web;

import static dev.perigee.web.Permission.ADMIN;
import static dev.perigee.web.Permission.DEVELOPER;
import static dev.perigee.web.Permission.MASTER;
import static dev.perigee.web.Permission.OWNER;
import static dev.perigee.web.Permission.USER;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one table of roles and what each may do: a set per role, not an order (a developer is not a lesser admin). */
public final class Permissions {

    private static final Map<String, Set<Permission>> HELD = Map.of(
            "owner", Set.of(OWNER, ADMIN, DEVELOPER, USER),
            "admin", Set.of(ADMIN, USER),
            "developer", Set.of(DEVELOPER, USER),
            "user", Set.of(USER),
            "master", Set.of(MASTER));

    private Permissions() {}

    /** Every role with its permissions. */
    public static Map<String, Set<Permission>> all() {
        return HELD;
    }

    /** What the role may do; nothing for a role that is not in the table. */
    public static Set<Permission> of(String role) {
        return HELD.getOrDefault(role, Set.of());
    }

    /** The roles that may do it, those that may the least besides first. */
    public static List<String> holding(Permission permission) {
        return HELD.keySet().stream()
                .filter(role -> of(role).contains(permission))
                .sorted(Comparator.comparingInt((String role) -> of(role).size())
                        .thenComparing(role -> role))
                .toList();
    }

    /** Whether the one role may do everything that the other one may: only then can it be given by it. */
    public static boolean covers(String role, String other) {
        return of(role).containsAll(of(other));
    }
}
