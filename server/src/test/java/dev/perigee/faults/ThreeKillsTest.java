package dev.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.faults.Ledger.Kind;
import dev.perigee.testing.Http;
import dev.perigee.testing.LeftOvers;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.SmtpStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The smallest installation, one process with its own database, killed in the middle of work; bin/faults does more. */
class ThreeKillsTest {

    private static final Path DATA = Path.of("target", "faults", "three-kills").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PER_SECOND = 20;
    private static final int BETWEEN_KILLS = 10;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no kill -9 that leaves the database running")
    void nothing_that_was_acknowledged_is_lost_or_done_twice_over_three_kills() throws IOException {
        LeftOvers.clear(DATA);
        var ledger = new Ledger();
        var auditor = new Auditor(ThreeKillsTest::database, ledger);
        try (var smtp = new SmtpStandIn();
                var node = new Node("the server", DATA.resolve("server.log"), environment(smtp), command())) {
            node.awaitReady();
            String host = "localhost:" + node.port();
            var people = new People(Http.to(node.port()).with("Host", host), smtp);
            people.settle("ada@example.org");
            try (var load = new Load(ledger, host, List.of(node.port()), List.of("ada@example.org"))) {
                load.begin(PER_SECOND);
                for (int kill = 0; kill < 3; kill++) {
                    awaitMore(ledger, Kind.WRITE, BETWEEN_KILLS);
                    awaitMore(ledger, Kind.SIGN_UP, 1);
                    node.kill();
                    node.start();
                    node.awaitReady();
                }
                awaitMore(ledger, Kind.WRITE, BETWEEN_KILLS);
            }
            Patience.until("every mail is sent", PATIENCE, () -> auditor.mails("waiting") == 0);
            assertThat(auditor.lost()).as("acknowledged and lost").isZero();
            assertThat(auditor.doubled()).as("done twice").isZero();
            assertThat(auditor.undelivered(smtp)).as("mails that never came").isZero();
            assertThat(Auditor.underTwoIds(smtp)).as("mails under two ids").isZero();
            node.stop();
        } finally {
            LeftOvers.clear(DATA);
        }
    }

    private static void awaitMore(Ledger ledger, Kind kind, int more) {
        int before = ledger.acknowledged(kind).size();
        Patience.until(
                more + " more of " + kind,
                PATIENCE,
                () -> ledger.acknowledged(kind).size() >= before + more);
    }

    private static Map<String, String> environment(SmtpStandIn smtp) {
        return Map.of(
                "PERIGEE_DATA",
                DATA.toString(),
                "PERIGEE_DEMO",
                "false",
                "SMTP_URL",
                "smtp://127.0.0.1:" + smtp.port());
    }

    private static List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "product.Application"));
        for (String limit : Perigee.roomy()) {
            command.add("--" + limit);
        }
        return command;
    }

    /** As the superuser of the server's own database. */
    private static Connection database() throws SQLException {
        try (var reader = Files.newBufferedReader(DATA.resolve("secrets.properties"))) {
            var secrets = new Properties();
            secrets.load(reader);
            String port = Files.readAllLines(DATA.resolve("postgres/data/postmaster.pid"))
                    .get(3);
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port.strip() + "/perigee",
                    "postgres",
                    secrets.getProperty("POSTGRES_PASSWORD"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
