package product.project;

import static dev.perigee.web.Permission.USER;

import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/project/{id}/role")
class ProjectRoleController {

    record NewRole(
            @NotNull @Pattern(regexp = ProjectRoles.ANY) @Loggable
            String role) {}

    private final ProjectTeam team;

    ProjectRoleController(ProjectTeam team) {
        this.team = team;
    }

    /**
     * Lists who has a role in a project.
     *
     * <p>Those who joined the product last come first. Members without a role may read the project, and owners and admins
     * of the account may do everything; they are not listed for that.
     */
    @GetMapping
    @Verify(permission = USER, scope = "project.read")
    Page<GivenRole> list(Caller caller, @PathVariable UUID id, PageQuery page) {
        return team.list(caller, id, page);
    }

    /**
     * Gives a member a role in a project.
     *
     * <p>It takes the place of the one they had. A {@code viewer} reads, an {@code editor} changes the project too, a
     * {@code lead} also deletes it and gives roles. Leads may do this, and owners and admins of the account.
     */
    @PutMapping("/{user_id}")
    @Verify(permission = USER, scope = "project.update")
    GivenRole give(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable("user_id") UUID user,
            @Valid @RequestBody NewRole form) {
        return team.give(caller, id, new UserId(user), form.role());
    }

    /**
     * Takes a member's role in a project away.
     *
     * <p>They may go on reading it, as every member may. Leads may do this, and owners and admins of the account.
     */
    @DeleteMapping("/{user_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, scope = "project.update")
    void take(Caller caller, @PathVariable UUID id, @PathVariable("user_id") UUID user) {
        team.take(caller, id, new UserId(user));
    }
}
