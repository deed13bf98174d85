package dev.perigee.user;

import dev.perigee.database.UserId;

/** Something by which people come in: a password, a passkey, an identity of a network. Of the last one nobody lets go. */
public interface WayIn {

    /** Whether the person has it now. In the transaction of whoever asks. */
    boolean opens(UserId user);

    /** Whether it is an identity that a social network vouches for. */
    default boolean isSocial() {
        return false;
    }
}
