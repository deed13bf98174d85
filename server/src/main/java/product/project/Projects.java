package product.project;

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

    private final ProjectStore store;
    private final ApplicationEventPublisher events;

    Projects(ProjectStore store, ApplicationEventPublisher events) {
        this.store = store;
        this.events = events;
    }

    /** Adds a project to the caller's account. */
    @Transactional
    public Project create(Caller caller, String name, @Nullable String notes) {
        var id = Ids.next();
        var project = store.add(caller.account(), id, name, Objects.requireNonNullElse(notes, ""));
        events.publishEvent(new ProjectCreated(caller.account(), caller.user(), id));
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
        return store.change(caller.account(), id, change).orElseThrow(Problem::notFound);
    }

    @Transactional
    void delete(Caller caller, UUID id) {
        if (!store.delete(caller.account(), id)) {
            throw Problem.notFound();
        }
    }
}
