package product.project;

import static product.project.ProjectRoles.Right.CHANGE;
import static product.project.ProjectRoles.Right.DELETE;
import static product.project.ProjectRoles.Right.GIVE_ROLES;

import java.util.Map;
import java.util.Set;

/**
 * The one table of the roles in a project and what each may do there. Every member of the account may read every
 * project; its owners and admins may do everything, whatever their role in the project.
 */
final class ProjectRoles {

    /** What not everybody may do with a project. */
    enum Right {
        CHANGE,
        DELETE,
        GIVE_ROLES
    }

    /** The role of whoever adds a project. */
    static final String LEAD = "lead";

    /** The roles that can be given, as a pattern. */
    static final String ANY = "lead|editor|viewer";

    private static final Map<String, Set<Right>> HELD =
            Map.of(LEAD, Set.of(CHANGE, DELETE, GIVE_ROLES), "editor", Set.of(CHANGE), "viewer", Set.of());

    private ProjectRoles() {}

    /** What the role may do; nothing for a role that is not in the table. */
    static Set<Right> of(String role) {
        return HELD.getOrDefault(role, Set.of());
    }
}
