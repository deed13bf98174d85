package dev.perigee.auth;

import java.util.Random;
import java.util.UUID;

/** Chance that can be repeated: the same seed, the same year. */
final class Chance {

    private final Random random;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    /** A chance of somebody's own: what happens to them changes nothing for anybody else. */
    Chance ofSomebody() {
        return new Chance(random.nextLong());
    }

    boolean happens(double share) {
        return random.nextDouble() < share;
    }

    boolean happens(Assumption share) {
        return happens(share.value());
    }

    /** Whether today is the day on which something ends that lasts so many days on average. */
    boolean endsToday(Assumption days) {
        return happens(1 / days.value());
    }

    /** From 0 to below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
