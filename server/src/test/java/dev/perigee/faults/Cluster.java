package dev.perigee.faults;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Ports;
import dev.perigee.testing.SmtpStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** An installation as in production: HAProxy, two nodes of the release, an external PostgreSQL, a mail server. */
final class Cluster implements AutoCloseable {

    private static final Path BUILT = Path.of("target", "perigee");
    private static final int PEOPLE = 6;
    private static final int PER_SECOND = Integer.getInteger("perigee.faults.rate", 60);

    final Postgres postgres;
    final FaultProxy line;
    final SmtpStandIn smtp;
    final List<Node> nodes;
    final HaProxy proxy;
    final Ledger ledger = new Ledger();
    final Auditor auditor;
    private final Path logs;
    private final List<String> users;

    private Cluster(Path logs, Postgres postgres) throws IOException {
        this.logs = logs;
        this.postgres = postgres;
        this.auditor = new Auditor(postgres::connect, ledger);
        this.smtp = new SmtpStandIn();
        this.line = new FaultProxy(postgres.port());
        int port = Ports.free();
        var environment = environment(port);
        this.nodes = Stream.of("a", "b")
                .map(name ->
                        new Node("node " + name, logs.resolve("node-" + name + ".log"), environment, command(logs)))
                .toList();
        this.proxy = new HaProxy(logs, port, nodes);
        proxy.awaitUp(2);
        this.users = IntStream.range(0, PEOPLE)
                .mapToObj(number -> "person-" + number + "@example.org")
                .toList();
        users.forEach(people()::settle);
    }

    /** @param row names the folder of its logs below {@code target/faults} */
    static Cluster start(String row) {
        Path logs = logs(row);
        return start(logs, Postgres.start(logs.resolve("postgres.log")));
    }

    /** With its data in a folder that is given. */
    static Cluster startOn(Path data, String row) {
        Path logs = logs(row);
        return start(logs, Postgres.startIn(data, logs.resolve("postgres.log")));
    }

    private static Cluster start(Path logs, Postgres postgres) {
        try {
            return new Cluster(logs, postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path logs(String row) {
        if (!Files.exists(BUILT)) {
            throw new IllegalStateException("There is no " + BUILT.toAbsolutePath() + "; run bin/build first");
        }
        var logs = Path.of("target", "faults", row).toAbsolutePath();
        try {
            FileSystemUtils.deleteRecursively(logs);
            Files.createDirectories(logs);
            // A copy: building anew must not pull the classes from under the nodes.
            Program.run(List.of(
                    "cp", "-a", BUILT.toString(), logs.resolve("release").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return logs;
    }

    private Map<String, String> environment(int port) {
        var environment = new HashMap<>(postgres.settings(line.port()));
        environment.putAll(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "HOST",
                "127.0.0.1",
                "CLIENT_URL",
                "http://localhost:" + port,
                "TRUSTED_PROXIES",
                "127.0.0.1/32",
                "SMTP_URL",
                "smtp://127.0.0.1:" + smtp.port(),
                "JWT_KEYS",
                "a:" + secret(),
                "KEY_INDEX_SECRET",
                secret(),
                "KEY_ENCRYPTION_KEYS",
                "a:" + secret(),
                "COOKIE_SECRET",
                secret()));
        return environment;
    }

    private static String secret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static List<String> command(Path logs) {
        var command = new ArrayList<String>();
        command.add(logs.resolve("release").resolve("start").toString());
        for (String limit : Perigee.roomy("perigee.throttle.refresh.network=1000000/1m")) {
            command.add("--" + limit);
        }
        return command;
    }

    /** People who come through the proxy. */
    People people() {
        return new People(Http.to(proxy.port()).with("Host", host()), smtp);
    }

    private String host() {
        return "localhost:" + proxy.port();
    }

    /** People at work through the proxy. */
    Load load() {
        return new Load(ledger, host(), List.of(proxy.port()), users).begin(PER_SECOND);
    }

    /** People at work, two of three straight at the nodes: so that the proxy does not hide what these do. */
    Load loadOnAll() {
        var ports = List.of(proxy.port(), nodes.get(0).port(), nodes.get(1).port());
        return new Load(ledger, host(), ports, users).begin(PER_SECOND);
    }

    /** SIGTERM for both nodes, so that what they still had to write is written. */
    void stopNodes() {
        nodes.forEach(Node::stop);
    }

    /** Waits until no mail waits any more. */
    void awaitMails(Duration atMost) {
        Patience.until("every mail is sent", atMost, () -> auditor.mails("waiting") == 0);
    }

    /** So many sign-ups straight at a node, each on the ledger. */
    void signUps(Node node, int number) {
        try (var load = new Load(ledger, host(), List.of(node.port()), users)) {
            for (int i = 0; i < number; i++) {
                load.signUp(i);
            }
        }
    }

    private void keepLedger() {
        long start = ledger.all().stream().mapToLong(Ledger.Entry::sent).min().orElse(0);
        var lines = ledger.all().stream()
                .map(e -> "%d ms\t%s\t%d\t%d ms\t%s\t%s"
                        .formatted(
                                (e.sent() - start) / 1_000_000, e.kind(), e.status(), e.millis(), e.byNode(), e.id()))
                .toList();
        try {
            Files.write(logs.resolve("ledger.tsv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        keepLedger();
        proxy.close();
        nodes.forEach(Node::close);
        try {
            line.close();
            smtp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            postgres.close();
        }
    }
}
