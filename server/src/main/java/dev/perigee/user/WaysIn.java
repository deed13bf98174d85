package dev.perigee.user;

import dev.perigee.database.UserId;
import dev.perigee.web.Problem;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** All the ways in that there are, whichever features bring them. */
@Component
public class WaysIn {

    private final Users users;
    private final ObjectProvider<WayIn> others;

    WaysIn(Users users, ObjectProvider<WayIn> others) {
        this.users = users;
        this.others = others;
    }

    /**
     * To be asked after one was taken away, while the person is held: two at once would else both find the other.
     *
     * @throws Problem 409 {@code last_way_in} when none is left but mail
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireOne(UserId user) {
        if (all().noneMatch(way -> way.opens(user))) {
            throw Problem.of(HttpStatus.CONFLICT, "last_way_in");
        }
    }

    /** Whether the person can come in by a social network. */
    @Transactional(readOnly = true)
    public boolean hasSocial(UserId user) {
        return all().filter(WayIn::isSocial).anyMatch(way -> way.opens(user));
    }

    private Stream<WayIn> all() {
        WayIn password = this::hasPassword;
        return Stream.concat(Stream.of(password), others.orderedStream());
    }

    private boolean hasPassword(UserId user) {
        return users.find(user).filter(User::hasPassword).isPresent();
    }
}
