package dev.perigee.user;

import dev.perigee.database.UserId;

/**
 * What is kept of people beyond their erasure, without telling who they were. It is asked after every
 * {@link BeforeUserDeleted}, since these may leave such traces too, and just before the person is deleted.
 */
public interface Traces {

    /** Takes out whatever tells who the person was, in the transaction of the deletion. */
    void forget(UserId user);
}
