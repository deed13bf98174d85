package dev.perigee.user;

import dev.perigee.database.UserId;

/** Notes what changed in how a person is protected, wherever that has to be told; whoever keeps a trail implements it. */
public interface SecurityTrail {

    /**
     * Runs in the transaction of the change.
     *
     * @param what in the past tense, for example {@code password_changed}
     */
    void note(UserId user, String what);
}
