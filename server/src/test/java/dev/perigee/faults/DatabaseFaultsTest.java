package dev.perigee.faults;

import dev.perigee.faults.Ledger.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that restarts, dies or falls silent, under load. */
@Tag("faults")
class DatabaseFaultsTest {

    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration FREEZE = Duration.ofSeconds(Integer.getInteger("perigee.faults.freeze", 60));
    private static final Duration FULL = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int THREADS = 100;

    /** What a fault did, as the load saw it, from its begin until some seconds after its end. */
    private record Seen(long began, long ended, Watch watch) {}

    private interface Fault {
        /** Returns the moment from which the database could be used again. */
        long happen(Cluster cluster);
    }

    /** Load before, during and after the fault. */
    private static Seen under(Cluster cluster, Load load, Duration after, Fault fault) {
        try (load;
                var watch = new Watch(cluster.nodes)) {
            Patience.last(CALM);
            long began = System.nanoTime();
            long ended = fault.happen(cluster);
            Patience.last(after.plus(CALM));
            return new Seen(began, ended, watch);
        }
    }

    /** What must hold whatever the database does. */
    private static Figures figures(String row, Cluster cluster, Seen seen) {
        return figures(row, cluster, seen, seen.began());
    }

    /** @param began when the first of several faults did */
    private static Figures figures(String row, Cluster cluster, Seen seen, long began) {
        cluster.proxy.awaitUp(2);
        cluster.awaitMails(Duration.ofMinutes(2));
        cluster.stopNodes();
        var all = cluster.ledger.all();
        var before = cluster.ledger.where(entry -> entry.sent() + entry.nanos() - began < 0);
        var away = all.stream().filter(Ledger.Entry::turnedAway).toList();
        return new Figures(row)
                .told("of " + all.size() + " requests " + away.size() + " were told to come back")
                .atMost(
                        "before the fault",
                        before.stream().filter(Ledger.Entry::failed).count(),
                        0)
                .atMost("otherwise failed", Ledger.failures(all).size(), 0)
                .atMost("liveness missed", seen.watch().deaths(), 0)
                .atMost("acknowledged and lost", cluster.auditor.lost(), 0)
                .atMost("done twice", cluster.auditor.doubled(), 0)
                .atMost("mails missing", cluster.auditor.undelivered(cluster.smtp), 0)
                .atMost("not in the request log", cluster.auditor.unlogged(), 0);
    }

    /** From the end of the fault until the last request that was not answered as usual, of those before the next one. */
    private static Duration recovery(Cluster cluster, Seen seen) {
        var late = cluster.ledger.between(seen.ended(), System.nanoTime()).stream()
                .filter(Ledger.Entry::failed)
                .toList();
        return Duration.ofMillis(Ledger.lastMillisAfter(seen.ended(), late));
    }

    @Test
    @Tag("R-07")
    @DisplayName("R-07: while PostgreSQL restarts people are told to come back; the nodes live on and recover alone")
    void a_restart_of_the_database_is_survived() {
        try (var cluster = Cluster.start("R-07")) {
            var restart = under(cluster, cluster.load(), Duration.ofSeconds(5), c -> {
                c.postgres.restart();
                return System.nanoTime();
            });
            var recovered = recovery(cluster, restart);
            var seen = under(cluster, cluster.load(), Duration.ofSeconds(5), c -> {
                c.postgres.stop();
                Patience.last(AWAY);
                c.postgres.start();
                return System.nanoTime();
            });
            figures("R-07", cluster, seen, restart.began())
                    .within("recovery after a restart", recovered, Duration.ofSeconds(5))
                    .within("after a longer stop", recovery(cluster, seen), Duration.ofSeconds(5))
                    .atLeast("readiness said no", seen.watch().notReady(), 1)
                    .judge();
        }
    }

    @Test
    @Tag("R-08")
    @DisplayName("R-08: a killed PostgreSQL recovers with everything that was acknowledged")
    void a_killed_database_keeps_what_was_acknowledged() {
        try (var cluster = Cluster.start("R-08")) {
            var seen = under(cluster, cluster.load(), Duration.ofSeconds(15), c -> {
                c.postgres.kill();
                c.postgres.start();
                return System.nanoTime();
            });
            figures("R-08", cluster, seen)
                    .within("recovery", recovery(cluster, seen), Duration.ofSeconds(15))
                    .judge();
        }
    }

    @Test
    @Tag("R-09")
    @DisplayName("R-09: while PostgreSQL is frozen every request is answered soon, and then all is as before")
    void a_frozen_database_holds_nobody_up() {
        try (var cluster = Cluster.start("R-09-frozen")) {
            var seen = under(cluster, cluster.loadOnAll(), Duration.ofSeconds(10), c -> {
                c.postgres.freeze();
                Patience.last(FREEZE);
                c.postgres.thaw();
                return System.nanoTime();
            });
            judgeSilence("R-09 frozen", cluster, seen);
        }
    }

    @Test
    @Tag("R-09")
    @DisplayName("R-09: while the network swallows what goes to PostgreSQL every request is answered soon")
    void a_database_behind_a_black_hole_holds_nobody_up() {
        try (var cluster = Cluster.start("R-09-swallowed")) {
            var seen = under(cluster, cluster.loadOnAll(), Duration.ofSeconds(10), c -> {
                c.line.swallow();
                Patience.last(FREEZE);
                c.line.pass();
                return System.nanoTime();
            });
            judgeSilence("R-09 swallowed", cluster, seen);
        }
    }

    private static void judgeSilence(String row, Cluster cluster, Seen seen) {
        // Whoever asked just before the end may have got the first answer of the database that was there again.
        var during = cluster.ledger.between(seen.began(), seen.ended() - ANSWER.toNanos());
        figures(row, cluster, seen)
                .within("longest answer meanwhile", Duration.ofMillis(Ledger.longestMillis(during)), ANSWER)
                .atMost("threads", seen.watch().mostThreads(), THREADS)
                .within("recovery", recovery(cluster, seen), Duration.ofSeconds(10))
                .judge();
    }

    @Test
    @Tag("R-15")
    @DisplayName("R-15: on a full disk writes are put off and reads go on; with room again all is as before")
    void a_full_disk_stops_writes_only() {
        try (var disk = new SmallDisk(600);
                var cluster = Cluster.startOn(disk.folder().resolve("data"), "R-15")) {
            var seen = under(cluster, cluster.load(), Duration.ofSeconds(30), c -> {
                disk.fill();
                Patience.until(
                        "a write finds no room",
                        FULL,
                        () -> !turnedAway(c, Kind.WRITE).isEmpty());
                Patience.last(FULL);
                disk.free();
                return System.nanoTime();
            });
            figures("R-15", cluster, seen)
                    .atLeast("writes put off", turnedAway(cluster, Kind.WRITE).size(), 1)
                    .atMost("reads put off", turnedAway(cluster, Kind.READ).size(), 0)
                    .atMost("panics", cluster.postgres.panics(), 0)
                    .within("recovery", recovery(cluster, seen), Duration.ofSeconds(30))
                    .judge();
            cluster.postgres.check();
        }
    }

    private static List<Ledger.Entry> turnedAway(Cluster cluster, Kind kind) {
        return cluster.ledger.where(entry -> entry.kind() == kind && entry.turnedAway());
    }
}
