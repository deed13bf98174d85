package dev.perigee.account;

import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Who may give which role, and touch whom. Asked about the caller's place of this moment, while the account is held: the
 * one that the request was let in by may be gone.
 */
@Component
class Roles {

    /**
     * One row of the table of roles.
     *
     * @param permission the role
     * @param holds what its members may do, as routes ask for it
     * @param mayGive whether you may give it to somebody
     */
    record Role(String permission, List<String> holds, boolean mayGive) {}

    private final AccountStore accounts;

    Roles(AccountStore accounts) {
        this.accounts = accounts;
    }

    /** Those that there are in an account, with the strongest first, as the caller sees them. */
    static List<Role> all(String caller) {
        return Permissions.all().entrySet().stream()
                .filter(role -> !role.getValue().contains(Permission.MASTER))
                .map(role -> new Role(
                        role.getKey(),
                        role.getValue().stream().sorted().map(Roles::name).toList(),
                        mayGive(caller, role.getKey())))
                .sorted(Comparator.comparingInt((Role role) -> -role.holds().size())
                        .thenComparing(Role::permission))
                .toList();
    }

    private static String name(Permission permission) {
        return permission.name().toLowerCase(Locale.ROOT);
    }

    /** Owners are made by their own consent, and so by nobody's gift. */
    static boolean mayGive(String giver, String role) {
        return Permissions.of(giver).contains(Permission.ADMIN)
                && Permissions.covers(giver, role)
                && !role.equals(Accounts.OWNER);
    }

    /**
     * The caller's role in the account, which the caller holds.
     *
     * @throws Problem 403 {@code permission_missing} when they may not, or no longer, edit members
     */
    String requireAdmin(Caller caller) {
        return now(caller)
                .filter(role -> Permissions.of(role).contains(Permission.ADMIN))
                .orElseThrow(Roles::missing);
    }

    /** @throws Problem 403 {@code permission_missing} when they are, or are by now, no owner */
    void requireOwner(Caller caller) {
        if (!isOwner(caller)) {
            throw missing();
        }
    }

    boolean isOwner(Caller caller) {
        return now(caller).filter(Accounts.OWNER::equals).isPresent();
    }

    /** What the caller is in the account by now. A key is what its maker was, even where an owner answers for it. */
    Optional<String> now(Caller caller) {
        var role = accounts.placeIn(caller.account(), caller.user()).map(Place::role);
        return caller.how() == Caller.How.SESSION
                ? role
                : role.filter(held -> Permissions.covers(held, caller.role())).map(held -> caller.role());
    }

    /** @throws Problem 403 {@code ownership_needs_consent} or {@code permission_missing} */
    static void requireMayGive(String giver, String role) {
        if (role.equals(Accounts.OWNER)) {
            throw Problem.of(HttpStatus.FORBIDDEN, "ownership_needs_consent");
        } else if (!mayGive(giver, role)) {
            throw missing();
        }
    }

    /** @throws Problem 403 {@code permission_missing} for an owner, unless one asks */
    static void requireMayTouch(String toucher, String role) {
        if (role.equals(Accounts.OWNER) && !toucher.equals(Accounts.OWNER)) {
            throw missing();
        }
    }

    static Problem missing() {
        return Problem.of(HttpStatus.FORBIDDEN, "permission_missing");
    }
}
