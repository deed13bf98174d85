package product.project;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;

/** Somebody changed a project, archived it or brought it back. It is told as it is now. */
public record ProjectChanged(AccountId account, UserId actor, Project project) implements AccountEvent {

    @Override
    public String name() {
        return "project.changed";
    }

    @Override
    public String subject() {
        return project.name();
    }
}
