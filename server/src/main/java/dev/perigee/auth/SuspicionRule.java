package dev.perigee.auth;

import dev.perigee.log.Attempt;
import java.util.List;
import java.util.Set;

/** Tells in what a sign-in differs from what is usual for its person. Declare a bean of your own to replace the rule. */
public interface SuspicionRule {

    /** In what an attempt can differ. */
    enum Signal {
        NETWORK,
        DEVICE,
        BROWSER
    }

    /**
     * Compares an attempt, whose password was right, with the completed ones of the last 90 days.
     *
     * @param completed each way of coming in once; empty for somebody who has never signed in
     * @return all three signals stop the attempt, one or two are told to the person, none is usual
     */
    Set<Signal> differences(Attempt attempt, List<Attempt> completed);
}
