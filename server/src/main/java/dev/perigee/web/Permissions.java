package dev.perigee.web;

import static dev.perigee.web.Permission.ADMIN;
import static dev.perigee.web.Permission.DEVELOPER;
import static dev.perigee.web.Permission.MASTER;
import static dev.perigee.web.Permission.OWNER;
import static dev.perigee.web.Permission.USER;

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

    /** Whether the one role may do everything that the other one may: only then can it be given by it. */
    public static boolean covers(String role, String other) {
        return of(role).containsAll(of(other));
    }
}
