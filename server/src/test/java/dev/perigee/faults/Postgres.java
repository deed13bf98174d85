package dev.perigee.faults;

import dev.perigee.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** An external PostgreSQL as an operator would run it: Debian's, with fsync, and with the three roles of the guide. */
final class Postgres implements AutoCloseable {

    private static final String PASSWORD = "Pass-for-the-checks-of-faults-1";
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path home;
    private final Path data;
    private final Path log;
    private final int port = Ports.free();
    private final Path programs = newest();
    private final boolean root = Program.isRoot();
    private final Thread atExit = new Thread(this::end);

    private Postgres(Path home, Path data, Path log) {
        this.home = home;
        this.data = data;
        this.log = log;
    }

    /** @param log where the server's own log is put at the end */
    static Postgres start(Path log) {
        var home = folder();
        return start(home, home.resolve("data"), log);
    }

    /** With its data, but not its write-ahead log, in a folder that is given, such as a small file system. */
    static Postgres startIn(Path data, Path log) {
        return start(folder(), data, log);
    }

    private static Postgres start(Path home, Path data, Path log) {
        var postgres = new Postgres(home, data, log);
        Runtime.getRuntime().addShutdownHook(postgres.atExit);
        postgres.initialise();
        postgres.start();
        postgres.createRoles();
        return postgres;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("perigee-faults-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newest() {
        try (var versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(bin ->
                            Integer.parseInt(bin.getParent().getFileName().toString())))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() {
        try {
            var password = Files.writeString(home.resolve("password"), PASSWORD);
            Files.createDirectories(data);
            if (root) {
                // PostgreSQL refuses to run as root, so the folders go to the user that Debian made for it.
                Program.run(List.of("chown", "-R", "postgres:", home.toString(), data.toString()));
            }
            run(
                    "initdb",
                    "--pgdata=" + data,
                    "--waldir=" + home.resolve("wal"),
                    "--username=postgres",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--pwfile=" + password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createRoles() {
        create("role perigee_owner login password '" + PASSWORD + "'");
        create("role perigee_app login password '" + PASSWORD + "'");
        create("role perigee_operator login bypassrls password '" + PASSWORD + "'");
        create("database perigee owner perigee_owner");
    }

    /** Starts, and returns once connections are accepted; again and again while an earlier server is still dying. */
    void start() {
        String options = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port=" + port;
        Patience.until("PostgreSQL starts; its log is " + log, Duration.ofSeconds(60), () -> {
            try {
                run("pg_ctl", "start", "-w", "-D", data.toString(), "-l", home + "/postgres.log", "-o", options);
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    /** As an administrator does it: sessions are ended, nothing is waited for. */
    void restart() {
        run("pg_ctl", "restart", "-w", "-m", "fast", "-D", data.toString(), "-l", home + "/postgres.log");
    }

    void stop() {
        run("pg_ctl", "stop", "-w", "-m", "fast", "-D", data.toString());
    }

    /** SIGKILL for the server's first process; the others end when they notice, and the next start recovers. */
    void kill() {
        Program.signal("KILL", List.of(postmaster()));
    }

    /** No process of the server does anything from now on, not even hang up. */
    void freeze() {
        long first = postmaster();
        // First the one that makes the others, so that none is born meanwhile.
        Program.signal("STOP", List.of(first));
        Program.signal("STOP", children(first));
    }

    void thaw() {
        long first = postmaster();
        var all = new ArrayList<>(children(first));
        all.add(first);
        Program.signal("CONT", all);
    }

    private static List<Long> children(long pid) {
        return ProcessHandle.of(pid)
                .orElseThrow()
                .descendants()
                .map(ProcessHandle::pid)
                .toList();
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one of PostgreSQL's programs as the user who owns the data. */
    private String run(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return Program.run(command);
    }

    /** Looks through every table and index for damage (pg_amcheck); throws what it found. */
    void check() {
        var command = new ArrayList<>(List.of("env", "PGPASSWORD=" + PASSWORD));
        command.addAll(List.of(programs.resolve("pg_amcheck").toString(), "--install-missing", "--heapallindexed"));
        command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "postgres", "perigee"));
        Program.run(command);
    }

    /** How often the server gave up all at once because it could not write. */
    long panics() {
        try (var lines = Files.lines(home.resolve("postgres.log"))) {
            return lines.filter(line -> line.contains("PANIC:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** The settings by which a node finds its database, with another port when something stands between. */
    Map<String, String> settings(int asPort) {
        return Map.of(
                "DATABASE_URL", url("perigee_app", asPort),
                "DATABASE_OWNER_URL", url("perigee_owner", asPort),
                "DATABASE_OPERATOR_URL", url("perigee_operator", asPort));
    }

    private static String url(String role, int port) {
        return "postgres://" + role + ":" + PASSWORD + "@127.0.0.1:" + port + "/perigee";
    }

    /** As the superuser, who sees every row. */
    Connection connect() throws SQLException {
        return connect("perigee");
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", PASSWORD);
    }

    private void create(String what) {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create " + what);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the superuser. */
    void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        end();
    }

    private void end() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                thaw();
                run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data.toString());
            }
            Files.createDirectories(log.getParent());
            Files.copy(home.resolve("postgres.log"), log, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            FileSystemUtils.deleteRecursively(home);
        } catch (IOException | RuntimeException e) {
            System.err.println("PostgreSQL in " + home + " could not be cleared away: " + e);
        }
    }
}
