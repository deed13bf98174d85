package dev.perigee.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, and for faults to last as long as they should. */
final class Patience {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Patience() {}

    /** How long it took until the condition held; fails when it did not within the time. */
    static Duration until(String what, Duration atMost, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new AssertionError("Not within " + atMost + ": " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Lets a fault, or the load without one, last. */
    static void last(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
