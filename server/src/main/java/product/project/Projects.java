package product.project;

import dev.perigee.billing.Plans;
import dev.perigee.database.Ids;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The rules of projects. */
@Component
public class Projects {

    /** The name of their limit in the plans. */
    private static final String LIMIT = "projects";

    private final ProjectStore store;
    private final ProjectTeam team;
    private final Plans plans;
    private final ApplicationEventPublisher events;

    Projects(ProjectStore store, ProjectTeam team, Plans plans, ApplicationEventPublisher events) {
        this.store = store;
        this.team = team;
        this.plans = plans;
        this.events = events;
    }

    /**
     * Adds a project to the caller's account, who becomes its lead.
     *
     * @throws Problem 402 {@code plan_limit_reached} when the plan allows no more projects
     */
    @Transactional
    public Project create(Caller caller, String name, @Nullable String notes) {
        var account = caller.account();
        plans.requireRoom(account, LIMIT, () -> store.count(account));
        var project = store.add(account, Ids.next(), name, Objects.requireNonNullElse(notes, ""));
        team.begin(caller, project.id());
        events.publishEvent(new ProjectCreated(account, caller.user(), project));
        return project;
    }

    @Transactional(readOnly = true)
    Page<Project> list(Caller caller, PageQuery page) {
        return Page.of(page, store.list(caller.account(), page), Project::id);
    }

    @Transactional(readOnly = true)
    Project get(Caller caller, UUID id) {
        return store.find(caller.account(), id).orElseThrow(Problem::notFound);
    }

    @Transactional
    Project change(Caller caller, UUID id, ProjectController.ProjectChange change) {
        var _ = store.hold(caller.account(), id).orElseThrow(Problem::notFound);
        team.require(caller, id, ProjectRoles.Right.CHANGE);
        var project = store.change(caller.account(), id, change);
        events.publishEvent(new ProjectChanged(caller.account(), caller.user(), project));
        return project;
    }

    @Transactional
    void delete(Caller caller, UUID id) {
        var project = store.hold(caller.account(), id).orElseThrow(Problem::notFound);
        team.require(caller, id, ProjectRoles.Right.DELETE);
        store.delete(caller.account(), id);
        events.publishEvent(new ProjectDeleted(caller.account(), caller.user(), project));
    }
}
