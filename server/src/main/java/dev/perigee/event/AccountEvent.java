package dev.perigee.event;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;

/**
 * Something that happened in an account. Implemented by past-tense records in the package that publishes them; what a
 * record holds besides becomes the {@code data} of its {@link EventPayload}, so it is all that receivers outside learn.
 * Somebody's address is called {@code email} there: by it, what was told of them is deleted with them.
 * Each has an example in {@code server/api/examples/event}, and stands under {@code x-webhooks} in the API's description.
 */
public interface AccountEvent {

    AccountId account();

    /** Who caused it. */
    UserId actor();

    /** Stable, for receivers outside: {@code subject.verb}, for example {@code project.created}. */
    String name();
}
