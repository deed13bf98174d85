package dev.perigee.event;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.web.Permission;

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

    /** What it is about in the account's own words, such as a project's name; empty where there is no such name. */
    default String subject() {
        return "";
    }

    /** Whom it concerns within the product: the active members who may do this. */
    default Permission audience() {
        return Permission.USER;
    }

    /** Whether its actor is told as well, as of something that came about later or without their doing. */
    default boolean tellsActor() {
        return false;
    }
}
