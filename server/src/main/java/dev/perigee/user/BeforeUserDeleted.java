package dev.perigee.user;

import dev.perigee.database.UserId;

/**
 * Has a say before a person is erased: an implementer tidies what it keeps of them, or refuses. Rows that refer to the
 * person and are deleted with them need none.
 */
public interface BeforeUserDeleted {

    /**
     * Runs in the transaction of the deletion.
     *
     * @throws dev.perigee.web.Problem 409 when the person must stay
     */
    void beforeUserDeleted(UserId user);
}
