package dev.perigee.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, starts and stops the one server that works on a data folder. */
final class PostgresServer {
    static final String BINARIES = "binaries";

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final String DRAFT = "new-data-";
    private static final int ATTEMPTS = 5;
    private static final int LINES_TO_SHOW = 20;
    private static final long LOG_LIMIT = 10L * 1024 * 1024;
    private static final int SECONDS_TO_STOP = 6;
    // Long, because a server that was killed first replays what it had not written to its tables yet.
    private static final int SECONDS_TO_START = 300;

    private final Path home;
    private final Path data;
    private final Path serverLog;
    private final PostgresTools tools;
    private final Postmaster postmaster;

    PostgresServer(Path home, PostgresTools tools) {
        this.home = home;
        this.data = home.resolve("data");
        this.serverLog = home.resolve("postgres.log");
        this.tools = tools;
        this.postmaster = new Postmaster(data, home.resolve(BINARIES));
    }

    Path home() {
        return home;
    }

    boolean isInitialised() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    void initialise(String password, boolean fsync) throws IOException {
        FileTrees.deleteChildren(home, name -> name.startsWith(DRAFT));
        if (isInitialised()) {
            refuseOtherMajorVersion();
            return;
        }
        // A fresh name each time: the initdb of a killed run may still be writing to the last one.
        Path draft = Files.createTempDirectory(home, DRAFT);
        try {
            initdb(draft, password, fsync);
            Files.move(draft.resolve("data"), data, StandardCopyOption.ATOMIC_MOVE);
            FileTrees.sync(home);
        } finally {
            FileTrees.delete(draft);
        }
    }

    private void initdb(Path draft, String password, boolean fsync) throws IOException {
        Path passwordFile = Files.createTempFile(draft, "password", null);
        Files.writeString(passwordFile, password);
        tools.user().own(draft);
        PostgresTools.Result result = tools.run(
                "initdb",
                "--pgdata=" + draft.resolve("data"),
                "--username=" + EmbeddedPostgres.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                fsync ? "--sync-method=fsync" : "--no-sync");
        if (!result.succeeded()) {
            throw new DatabaseException(
                    "PostgreSQL could not make its data folder in " + home + ":\n" + result.output());
        }
    }

    private void refuseOtherMajorVersion() throws IOException {
        String major = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!major.equals(tools.major())) {
            throw new DatabaseException("The data in " + data + " was made by PostgreSQL " + major
                    + ", and this Perigee brings PostgreSQL " + tools.major() + ", which cannot read it. Move the data"
                    + " over with the Perigee that made it and pg_dump, choose another PERIGEE_DATA, or set DATABASE_URL"
                    + " to a PostgreSQL " + major + " server.");
        }
    }

    int start(EmbeddedPostgres.Settings settings) throws IOException {
        tools.user().own(data);
        prepareLog();
        postmaster.forgetStranger();
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            long logBefore = Files.size(serverLog);
            PostgresTools.Result result = pgCtlStart(options(settings, port));
            if (result.succeeded()) {
                return port;
            }
            stop();
            String said = logSince(logBefore);
            if (attempt == ATTEMPTS || !said.contains("could not bind")) {
                throw new DatabaseException(
                        "PostgreSQL did not start in " + home + ": " + result.output() + "\n" + said);
            }
        }
    }

    private PostgresTools.Result pgCtlStart(String options) {
        return tools.run(
                "pg_ctl",
                "start",
                "--pgdata=" + data,
                "--log=" + serverLog,
                "--options=" + options,
                "--wait",
                "--timeout=" + SECONDS_TO_START);
    }

    private static String options(EmbeddedPostgres.Settings settings, int port) {
        String safety = settings.fsync() ? "on" : "off";
        return List.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + port,
                        "unix_socket_directories=",
                        "max_connections=" + settings.maxConnections(),
                        "password_encryption=scram-sha-256",
                        "fsync=" + safety,
                        "full_page_writes=" + safety,
                        "synchronous_commit=" + safety,
                        "timezone=UTC",
                        "log_timezone=UTC",
                        "logging_collector=off",
                        "log_checkpoints=off",
                        // Leaves out failed statements: the application reports those, and they quote people's data.
                        "log_min_messages=log",
                        "log_min_error_statement=panic")
                .stream()
                .map(setting -> "-c " + setting)
                .collect(Collectors.joining(" "));
    }

    /** Also ends the server that a killed application left behind; does nothing where none runs. */
    void stop() {
        if (stops("fast") || stops("immediate")) {
            return;
        }
        postmaster.find().ifPresent(this::end);
    }

    /** For a server of another user's, which pg_ctl may not touch: root's last start may have had other means. */
    private void end(ProcessHandle process) {
        process.destroy();
        if (exits(process)) {
            return;
        }
        log.warn("PostgreSQL (process {}) does not stop and is killed; it recovers at the next start", process.pid());
        process.destroyForcibly();
        if (!exits(process)) {
            throw new DatabaseException("PostgreSQL (process " + process.pid() + "), which works on " + data
                    + ", cannot be ended. End it by hand.");
        }
    }

    private boolean stops(String mode) {
        if (postmaster.find().isEmpty()) {
            return true;
        }
        PostgresTools.Result result = tools.run(
                "pg_ctl", "stop", "--pgdata=" + data, "--mode=" + mode, "--wait", "--timeout=" + SECONDS_TO_STOP);
        if (!result.succeeded()) {
            log.warn("PostgreSQL did not stop in mode {}: {}", mode, result.output());
        }
        return result.succeeded();
    }

    private static boolean exits(ProcessHandle process) {
        try {
            process.onExit().orTimeout(SECONDS_TO_STOP, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException _) {
            return false;
        }
    }

    private void prepareLog() throws IOException {
        if (Files.notExists(serverLog)) {
            Files.createFile(serverLog);
        } else if (Files.size(serverLog) > LOG_LIMIT) {
            Files.write(serverLog, new byte[0]);
        }
        tools.user().own(serverLog);
    }

    private String logSince(long position) throws IOException {
        byte[] all = Files.readAllBytes(serverLog);
        byte[] since = Arrays.copyOfRange(all, (int) Math.min(position, all.length), all.length);
        List<String> lines = new String(since, StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
