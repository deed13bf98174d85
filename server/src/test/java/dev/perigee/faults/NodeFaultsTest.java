package dev.perigee.faults;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are killed and nodes that are stopped, under load. */
@Tag("faults")
class NodeFaultsTest {

    private static final int ROUNDS = Integer.getInteger("perigee.faults.rounds", 4);
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration HORIZON = Duration.ofSeconds(5);

    @Test
    @Tag("R-02")
    @DisplayName("R-02: a killed node takes next to no request with it, and nothing that was acknowledged")
    void a_killed_node_takes_nothing_with_it_that_was_acknowledged() {
        try (var cluster = Cluster.start("R-02")) {
            long near = 0;
            long nearFailed = 0;
            long farFailed = 0;
            long lastFailure = 0;
            Duration slowest = Duration.ZERO;
            try (var load = cluster.load()) {
                for (int round = 0; round < ROUNDS; round++) {
                    Patience.last(CALM);
                    long killed = System.nanoTime();
                    var node = cluster.nodes.get(round % 2);
                    node.kill();
                    Patience.last(HORIZON.multipliedBy(2));
                    long restarted = System.nanoTime();
                    node.start();
                    cluster.proxy.awaitUp(2);
                    slowest = longer(slowest, Duration.ofNanos(System.nanoTime() - restarted));
                    Patience.last(CALM);
                    var soon = cluster.ledger.between(killed, killed + HORIZON.toNanos());
                    var later = cluster.ledger.between(killed + HORIZON.toNanos(), System.nanoTime());
                    near += soon.size();
                    nearFailed += soon.stream().filter(Ledger.Entry::failed).count();
                    farFailed += later.stream().filter(Ledger.Entry::failed).count();
                    lastFailure = Math.max(
                            lastFailure,
                            Ledger.lastMillisAfter(
                                    killed,
                                    soon.stream().filter(Ledger.Entry::failed).toList()));
                }
                load.close();
            }
            cluster.awaitMails(Duration.ofSeconds(90));
            new Figures("R-02")
                    .told(ROUNDS + " kills")
                    .atMost("failed within 5 s, of " + near, nearFailed, near / 200)
                    .atMost("failed later", farFailed, 0)
                    .within("last failure after the kill", Duration.ofMillis(lastFailure), Duration.ofMillis(1_500))
                    .within("back after the start", slowest, Duration.ofSeconds(40))
                    .atMost("acknowledged and lost", cluster.auditor.lost(), 0)
                    .atMost("done twice", cluster.auditor.doubled(), 0)
                    .judge();
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Test
    @Tag("R-04")
    @DisplayName("R-04: nodes that are stopped one after the other fail no request, and every request is logged")
    void a_stopped_node_fails_no_request_and_logs_every_one() {
        try (var cluster = Cluster.start("R-04")) {
            Duration slowest = Duration.ZERO;
            try (var load = cluster.load()) {
                for (var node : cluster.nodes) {
                    Patience.last(CALM);
                    slowest = longer(slowest, node.stop());
                    node.start();
                    cluster.proxy.awaitUp(2);
                }
                Patience.last(CALM);
                load.close();
            }
            cluster.awaitMails(Duration.ofSeconds(90));
            cluster.stopNodes();
            var all = cluster.ledger.all();
            new Figures("R-04")
                    .atMost(
                            "failed of " + all.size(),
                            all.stream().filter(Ledger.Entry::failed).count(),
                            0)
                    .told(Ledger.summary(cluster.ledger.where(Ledger.Entry::failed)))
                    .within("slowest stop", slowest, Duration.ofSeconds(30))
                    .atMost("not in the request log", cluster.auditor.unlogged(), 0)
                    .atMost("there twice", cluster.auditor.loggedTwice(), 0)
                    .atMost("acknowledged and lost", cluster.auditor.lost(), 0)
                    .atMost("done twice", cluster.auditor.doubled(), 0)
                    .atMost("mails missing", cluster.auditor.undelivered(cluster.smtp), 0)
                    .atMost("mails repeated", Auditor.repeated(cluster.smtp), 0)
                    .judge();
        }
    }
}
