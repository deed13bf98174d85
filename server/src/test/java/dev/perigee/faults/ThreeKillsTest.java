package dev.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.faults.Ledger.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The smallest installation, one process with its own database, killed in the middle of work; bin/faults does more. */
class ThreeKillsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PER_SECOND = 20;
    private static final int BETWEEN_KILLS = 10;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no kill -9 that leaves the database running")
    void nothing_that_was_acknowledged_is_lost_or_done_twice_over_three_kills() {
        var ledger = new Ledger();
        try (var all = new SmallInstallation("three-kills")) {
            var auditor = new Auditor(all::database, ledger);
            all.people().settle("ada@example.org");
            try (var load = new Load(ledger, all.host(), List.of(all.node.port()), List.of("ada@example.org"))) {
                load.begin(PER_SECOND);
                for (int kill = 0; kill < 3; kill++) {
                    awaitMore(ledger, Kind.WRITE, BETWEEN_KILLS);
                    awaitMore(ledger, Kind.SIGN_UP, 1);
                    all.node.kill();
                    all.node.start();
                    all.node.awaitReady();
                }
                awaitMore(ledger, Kind.WRITE, BETWEEN_KILLS);
            }
            Patience.until("every mail is sent", PATIENCE, () -> auditor.mails("waiting") == 0);
            assertThat(auditor.lost()).as("acknowledged and lost").isZero();
            assertThat(auditor.doubled()).as("done twice").isZero();
            assertThat(auditor.undelivered(all.smtp))
                    .as("mails that never came")
                    .isZero();
            assertThat(Auditor.underTwoIds(all.smtp)).as("mails under two ids").isZero();
        }
    }

    private static void awaitMore(Ledger ledger, Kind kind, int more) {
        int before = ledger.acknowledged(kind).size();
        Patience.until(
                more + " more of " + kind,
                PATIENCE,
                () -> ledger.acknowledged(kind).size() >= before + more);
    }
}
