package dev.perigee.event;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;

/** Something that happened in an account. Implemented by past-tense records in the package that publishes them. */
public interface AccountEvent {

    AccountId account();

    /** Who caused it. */
    UserId actor();

    /** Stable, for receivers outside: {@code subject.verb}, for example {@code project.created}. */
    String name();
}
