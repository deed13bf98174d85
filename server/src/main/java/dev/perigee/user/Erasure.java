package dev.perigee.user;

import dev.perigee.database.UserId;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The one way in which a person is erased, so that whatever tells who they were goes with them, whoever asks for it. */
@Component
public class Erasure {

    private final Users users;
    private final List<BeforeUserDeleted> others;
    private final List<Traces> traces;

    Erasure(Users users, List<BeforeUserDeleted> others, List<Traces> traces) {
        this.users = users;
        this.others = others;
        this.traces = traces;
    }

    /**
     * Erases the person. The transaction goes on as somebody who is gone; the address is free once it ends.
     *
     * @throws dev.perigee.web.Problem 409 when the person must stay
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(UserId user) {
        users.lock(user);
        others.forEach(other -> other.beforeUserDeleted(user));
        traces.forEach(each -> each.forget(user));
        users.delete(user);
    }
}
