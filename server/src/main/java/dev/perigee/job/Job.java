package dev.perigee.job;

import dev.perigee.database.AccountId;
import java.util.UUID;

/**
 * Work for an account that takes longer than a request may. One node does it at a time; when that one dies another begins
 * anew, so it must not matter how far it had come.
 */
public interface Job {

    /** Stable: it stands in the database. */
    String name();

    /**
     * Does the work. What it throws lets it be tried again a little later, some times.
     *
     * @param id of what the work is about
     */
    void run(AccountId account, UUID id);

    /** Runs when the work has failed for the last time. */
    void giveUp(AccountId account, UUID id);
}
