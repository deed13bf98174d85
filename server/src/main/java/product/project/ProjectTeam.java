package product.project;

import dev.perigee.account.Accounts;
import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Permission;
import dev.perigee.web.Problem;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Who has which role in which project, and so who may do what there. */
@Component
class ProjectTeam {

    private final ProjectStore projects;
    private final ProjectRoleStore store;
    private final Accounts accounts;
    private final Audit audit;

    ProjectTeam(ProjectStore projects, ProjectRoleStore store, Accounts accounts, Audit audit) {
        this.projects = projects;
        this.store = store;
        this.accounts = accounts;
        this.audit = audit;
    }

    /** Makes the caller the lead of a project that they have just added. */
    @Transactional(propagation = Propagation.MANDATORY)
    void begin(Caller caller, UUID project) {
        put(caller, project, caller.user(), ProjectRoles.LEAD);
    }

    /**
     * To be called for a project that is there, before something is done with it.
     *
     * @throws Problem 403 {@code project_role_missing} when the caller may not do it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void require(Caller caller, UUID project, ProjectRoles.Right right) {
        if (!caller.holds(Permission.ADMIN) && !hasRole(caller, project, right)) {
            throw Problem.of(HttpStatus.FORBIDDEN, "project_role_missing");
        }
    }

    private boolean hasRole(Caller caller, UUID project, ProjectRoles.Right right) {
        return store.find(caller.account(), project, caller.user())
                .filter(given -> ProjectRoles.of(given.role()).contains(right))
                .isPresent();
    }

    @Transactional(readOnly = true)
    Page<GivenRole> list(Caller caller, UUID project, PageQuery page) {
        requireThere(projects.find(caller.account(), project));
        return Page.of(
                page,
                store.list(caller.account(), project, page),
                given -> given.userId().value());
    }

    /** Gives a member a role, in the place of the one they had. */
    @Transactional
    GivenRole give(Caller caller, UUID project, UserId member, String role) {
        requireThere(projects.find(caller.account(), project));
        requireThere(accounts.placeIn(caller.account(), member));
        require(caller, project, ProjectRoles.Right.GIVE_ROLES);
        var before = store.find(caller.account(), project, member);
        if (before.filter(given -> given.role().equals(role)).isPresent()) {
            return before.get();
        }
        var given = put(caller, project, member, role);
        audit.note(caller, entry("project.role_given", project, member).with("role", role));
        return given;
    }

    /** Takes a member's role away; they may go on reading. */
    @Transactional
    void take(Caller caller, UUID project, UserId member) {
        var given = store.hold(caller.account(), project, member).orElseThrow(Problem::notFound);
        require(caller, project, ProjectRoles.Right.GIVE_ROLES);
        store.take(caller.account(), project, member);
        audit.note(caller, entry("project.role_taken", project, member).with("role", given.role()));
    }

    private static void requireThere(Optional<?> found) {
        if (found.isEmpty()) {
            throw Problem.notFound();
        }
    }

    /** Whoever leaves the account, or a project that is deleted, at this very moment is not there any more. */
    private GivenRole put(Caller caller, UUID project, UserId member, String role) {
        try {
            return store.give(caller.account(), project, member, role);
        } catch (DataIntegrityViolationException gone) {
            throw Problem.of(HttpStatus.NOT_FOUND, "not_found", gone);
        }
    }

    private static Entry entry(String action, UUID project, UserId member) {
        return Entry.of(action).about(member).with("project", project.toString());
    }
}
