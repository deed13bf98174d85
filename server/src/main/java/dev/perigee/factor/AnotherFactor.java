package dev.perigee.factor;

import dev.perigee.database.UserId;

/** What counts as a second factor beside the codes of an app: passkeys. */
public interface AnotherFactor {

    /** Whether the person has one now. In the transaction of whoever asks. */
    boolean isKept(UserId user);

    /** Takes away all that the person has, who is held. */
    void removeAll(UserId user);
}
