package dev.perigee.faults;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What the clients know: each request that was sent, and what became of it as far as they were told. */
final class Ledger {

    enum Kind {
        READ,
        WRITE,
        SIGN_IN,
        REFRESH,
        SIGN_UP
    }

    /**
     * A request and its answer.
     *
     * @param id the client's own: the trace id, and what is written
     * @param result what an acknowledged request brought about, as it stands in the database
     * @param sent on the clock of {@link System#nanoTime}
     * @param status 0 when there was no answer
     * @param byNode whether a node answered, and not the proxy in its place
     */
    record Entry(
            String id,
            Kind kind,
            String result,
            long sent,
            long nanos,
            int status,
            boolean byNode,
            boolean retryAfter) {

        boolean acknowledged() {
            return status >= 200 && status < 300;
        }

        /** Turned away with a word on when to come back. */
        boolean turnedAway() {
            return status == 503 && retryAfter;
        }

        /** No answer, none for ten seconds, or one that is our fault. */
        boolean failed() {
            return !acknowledged() || millis() > 10_000;
        }

        long millis() {
            return nanos / 1_000_000;
        }
    }

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    void add(Entry entry) {
        entries.add(entry);
    }

    List<Entry> all() {
        return List.copyOf(entries);
    }

    List<Entry> where(Predicate<Entry> condition) {
        return entries.stream().filter(condition).toList();
    }

    /** Those sent between two moments of {@link System#nanoTime}. */
    List<Entry> between(long from, long to) {
        return where(entry -> entry.sent() - from >= 0 && entry.sent() - to < 0);
    }

    List<Entry> acknowledged(Kind kind) {
        return where(entry -> entry.kind() == kind && entry.acknowledged());
    }

    /** Failures, without those who were told to come back. */
    static List<Entry> failures(List<Entry> among) {
        return among.stream()
                .filter(Entry::failed)
                .filter(entry -> !entry.turnedAway())
                .toList();
    }

    /** How these ended, by kind and status, for the one who has to find out why. */
    static String summary(List<Entry> among) {
        var counts = new java.util.TreeMap<String, Integer>();
        among.forEach(entry -> counts.merge(
                entry.kind() + " " + (entry.status() == 0 ? "no answer" : String.valueOf(entry.status())),
                1,
                Integer::sum));
        return counts.isEmpty() ? "" : counts.toString();
    }

    /** The time below which 99 of 100 of these were answered; for reads and writes, which hash no password. */
    static long p99Millis(List<Entry> among) {
        var times = among.stream()
                .filter(entry -> entry.kind() == Kind.READ || entry.kind() == Kind.WRITE)
                .mapToLong(Entry::millis)
                .sorted()
                .toArray();
        return times.length == 0 ? 0 : times[(int) Math.min(times.length - 1, Math.ceil(times.length * 0.99) - 1)];
    }

    static long longestMillis(List<Entry> among) {
        return among.stream().mapToLong(Entry::millis).max().orElse(0);
    }

    /** Milliseconds from a moment until the last of these was sent; 0 for none. */
    static long lastMillisAfter(long moment, List<Entry> these) {
        return these.stream()
                .mapToLong(entry -> (entry.sent() - moment) / 1_000_000)
                .max()
                .orElse(0);
    }
}
