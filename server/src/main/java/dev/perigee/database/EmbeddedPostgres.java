package dev.perigee.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the application a real PostgreSQL of its own, so that trying it out needs no database server. */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The only role a new server has. */
    public static final String SUPERUSER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final HomeLock lock;
    private final PostgresServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedPostgres(HomeLock lock, PostgresServer server, int port) {
        this.lock = lock;
        this.server = server;
        this.port = port;
    }

    /** Returns once the server accepts connections; a server left behind by a killed run is ended first. */
    public static EmbeddedPostgres start(Settings settings) {
        return start(settings, PostgresUser.detect());
    }

    static EmbeddedPostgres start(Settings settings, PostgresUser user) {
        Path home = usable(settings.home());
        HomeLock lock = HomeLock.take(home);
        try {
            return start(settings, user, home, lock);
        } catch (IOException e) {
            lock.close();
            throw new DatabaseException("The embedded database could not be set up in " + home + ": " + e, e);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedPostgres start(Settings settings, PostgresUser user, Path home, HomeLock lock)
            throws IOException {
        PostgresBinaries binaries = PostgresBinaries.forThisMachine(home.resolve(PostgresServer.BINARIES));
        PostgresTools tools = new PostgresTools(home, binaries.unpack(), user);
        PostgresServer server = new PostgresServer(home, tools);
        server.stop();
        binaries.deleteOthers();
        server.initialise(settings.password(), settings.fsync());
        int port = server.start(settings);
        log.info("PostgreSQL {} is running on 127.0.0.1:{} with its data in {}", tools.version(), port, home);
        return new EmbeddedPostgres(lock, server, port);
    }

    private static Path usable(Path home) {
        try {
            Files.createDirectories(home);
            Path real = home.toRealPath();
            refuseShellCharacters(real);
            return real;
        } catch (IOException e) {
            throw new DatabaseException(
                    "The data folder " + home.toAbsolutePath() + " cannot be created or read (" + e
                            + "). Choose another one with PERIGEE_DATA.",
                    e);
        }
    }

    /** PostgreSQL's own tools put this path into a shell command, within double quotes and without escaping. */
    private static void refuseShellCharacters(Path home) {
        String special = PostgresUser.isWindows() ? "\"%" : "\"$`\\";
        if (home.toString().chars().anyMatch(c -> special.indexOf(c) >= 0)) {
            throw new DatabaseException("The path of the data folder " + home + " contains one of " + special
                    + ", which PostgreSQL's tools cannot handle. Choose another one with PERIGEE_DATA.");
        }
    }

    /** A new one at each start. */
    public int port() {
        return port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            server.stop();
        }
    }

    /**
     * What the caller decides about the server.
     *
     * @param home the folder for everything the server needs: its programs, data, log and lock
     * @param fsync whether a committed row survives a power failure; off is for tests only
     * @param password the superuser's, fixed when the data is made
     * @param maxConnections how many connections the server accepts
     */
    public record Settings(Path home, boolean fsync, String password, int maxConnections) {
        /** The generated one would print the password. */
        @Override
        public String toString() {
            return "Settings[home=" + home + ", fsync=" + fsync + ", maxConnections=" + maxConnections + "]";
        }
    }
}
