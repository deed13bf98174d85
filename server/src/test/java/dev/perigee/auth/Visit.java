package dev.perigee.auth;

import dev.perigee.log.Attempt;
import java.net.InetAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in of somebody honest. If it is stopped they use the mailed link in the same browser, so it is completed, and
 * teaches, in any case.
 *
 * @param attempt what the rule is asked about
 * @param completed the same, with the name that the browser's cookie has from then on
 */
record Visit(Attempt attempt, Attempt completed) {

    /** @param before the name in the browser's cookie; null when it has none of ours */
    static Visit of(Browser browser, int day, InetAddress address, @Nullable UUID before, UUID after) {
        var device = browser.on(day);
        return new Visit(new Attempt(address, device, before), new Attempt(address, device, after));
    }
}
