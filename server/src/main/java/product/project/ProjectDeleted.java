package product.project;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** Somebody deleted a project. It is told as it was last. */
public record ProjectDeleted(AccountId account, UserId actor, Project project) implements AccountEvent {

    @Override
    public String name() {
        return "project.deleted";
    }

    @Override
    public String subject() {
        return project.name();
    }
}
