package dev.perigee.auth;

import static dev.perigee.auth.SuspicionRule.Signal.BROWSER;
import static dev.perigee.auth.SuspicionRule.Signal.DEVICE;
import static dev.perigee.auth.SuspicionRule.Signal.NETWORK;

import dev.perigee.log.Attempt;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The rule of the seed: network, device and browser, each compared with its values so far. A browser that shows our
 * cookie is a known device; without one the operating system counts, for cookies get lost. The first sign-in teaches.
 */
final class UsualWays implements SuspicionRule {

    @Override
    public Set<Signal> differences(Attempt attempt, List<Attempt> completed) {
        var differences = EnumSet.noneOf(Signal.class);
        if (completed.isEmpty()) {
            return differences;
        }
        if (isNew(attempt, completed, Attempt::network)) {
            differences.add(NETWORK);
        }
        if (isNew(attempt, completed, one -> one.device().browser())) {
            differences.add(BROWSER);
        }
        if (!isKnownBrowser(attempt, completed)
                && isNew(attempt, completed, one -> one.device().name())) {
            differences.add(DEVICE);
        }
        return differences;
    }

    private static boolean isNew(Attempt attempt, List<Attempt> completed, Function<Attempt, String> value) {
        return completed.stream().map(value).noneMatch(value.apply(attempt)::equals);
    }

    private static boolean isKnownBrowser(Attempt attempt, List<Attempt> completed) {
        var browser = attempt.browserId();
        return browser != null && completed.stream().anyMatch(one -> browser.equals(one.browserId()));
    }
}
