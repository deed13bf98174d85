package dev.perigee.database;

/** Fits caches into the heap that there is: a small node remembers less instead of running out of memory. */
public final class CacheSize {

    /** Every cache may fill this part of the heap; there are fewer caches than parts that would fill it. */
    private static final int PART = 12;

    private CacheSize() {}

    /**
     * How many entries a cache may hold.
     *
     * @param most however large the heap is
     * @param bytes an entry takes, by estimate
     */
    public static long of(int most, int bytes) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / PART / bytes);
    }
}
