package product.project;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/project")
class ProjectController {

    record NewProject(
            @NotNull @Size(max = 200) @OneLine @Loggable String name,
            @Nullable @Size(max = 10_000) String notes) {}

    record ProjectChange(
            @Nullable @Size(max = 200) @OneLine @Loggable String name,

            @Nullable @Size(max = 10_000) String notes,
            @Nullable @Loggable Boolean archived) {}

    private final Projects projects;

    ProjectController(Projects projects) {
        this.projects = projects;
    }

    /**
     * Adds a project. It belongs to your account, and every member may read it.
     *
     * <p>You become its lead: who else may change it, you say with roles. A plan may limit how many projects there are
     * ({@code projects}).
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = USER, scope = "project.create")
    @Idempotent
    Project create(Caller caller, @Valid @RequestBody NewProject form) {
        return projects.create(caller, form.name(), form.notes());
    }

    /** Lists the account's projects, newest first. Archived ones are among them. */
    @GetMapping
    @Verify(permission = USER, scope = "project.read")
    Page<Project> list(Caller caller, PageQuery page) {
        return projects.list(caller, page);
    }

    /** Shows a project. One of another account is answered like one that does not exist. */
    @GetMapping("/{id}")
    @Verify(permission = USER, scope = "project.read")
    Project get(Caller caller, @PathVariable UUID id) {
        return projects.get(caller, id);
    }

    /**
     * Changes a project.
     *
     * <p>Fields that are absent stay as they are; empty notes take the notes away. Its leads and editors may do this, and
     * owners and admins of the account.
     */
    @PatchMapping("/{id}")
    @Verify(permission = USER, scope = "project.update")
    Project update(Caller caller, @PathVariable UUID id, @Valid @RequestBody ProjectChange change) {
        return projects.change(caller, id, change);
    }

    /**
     * Deletes a project. It happens at once and cannot be undone.
     *
     * <p>Its leads may do this, and owners and admins of the account.
     */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, scope = "project.delete")
    void delete(Caller caller, @PathVariable UUID id) {
        projects.delete(caller, id);
    }
}
