package product.project;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** Somebody added a project. */
public record ProjectCreated(AccountId account, UserId actor, Project project) implements AccountEvent {

    @Override
    public String name() {
        return "project.created";
    }

    @Override
    public String subject() {
        return project.name();
    }
}
