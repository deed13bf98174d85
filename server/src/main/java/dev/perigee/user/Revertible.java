package dev.perigee.user;

import java.time.Instant;

/**
 * What somebody may have changed about a person in order to stay: an address, a second factor, another way in. It goes
 * back when the person says “this was not me”.
 */
public interface Revertible {

    /**
     * Takes back what was changed at that time or later. In the transaction of whoever calls, who holds the person.
     *
     * @throws org.springframework.dao.DuplicateKeyException when somebody takes what is given back at this very moment
     */
    void revert(User user, Instant since);
}
