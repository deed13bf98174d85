package dev.perigee.database;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long what failed waits before it is tried again: each time as long as the list says, a tenth more or less, so that
 * what failed together does not come back together.
 *
 * @param each between the first attempt and the second, and so on; one attempt more than there are waits
 */
public record Waits(List<Duration> each) {

    /** How many attempts there are in all. */
    public int attempts() {
        return each.size() + 1;
    }

    /** The wait after so many attempts; none after the last. */
    public Optional<Duration> after(int attempts) {
        return attempts < attempts() ? Optional.of(about(each.get(attempts - 1))) : Optional.empty();
    }

    private static Duration about(Duration wait) {
        return Duration.ofMillis(
                Math.round(wait.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
