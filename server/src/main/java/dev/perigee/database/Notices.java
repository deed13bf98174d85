package dev.perigee.database;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * News between nodes by PostgreSQL's LISTEN and NOTIFY: what one node changed, the caches of all others forget. A
 * cache may be believed only while {@link #fresh()}: the listener proves several times a second that it still hears.
 */
public class Notices extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final String CHANNEL = "perigee";
    private static final int LISTEN_MILLIS = 250;
    private static final Duration FRESH = Duration.ofMillis(900);

    private final DatabaseUrl url;
    private final JdbcClient jdbc;
    private final Runnable silence;
    private final Map<String, List<Consumer<UUID>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> resets = new CopyOnWriteArrayList<>();
    private volatile long heardAt = System.nanoTime() - Duration.ofHours(1).toNanos();

    /** @param silence runs when the database does not answer in time; not when it hangs up, which every line notices itself */
    Notices(DatabaseUrl url, JdbcClient jdbc, Runnable silence) {
        super("notices", 0, Duration.ofSeconds(1));
        this.url = url;
        this.jdbc = jdbc;
        this.silence = silence;
    }

    /** Calls the listener with the id of each notice; {@code reset} when notices may have been missed. */
    public void subscribe(String topic, Consumer<UUID> listener, Runnable reset) {
        listeners.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>()).add(listener);
        resets.add(reset);
    }

    /** Tells every node once the current transaction has committed; this one before the commit returns. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void publish(String topic, UUID id) {
        jdbc.sql("select pg_notify(:channel, :payload)")
                .param("channel", CHANNEL)
                .param("payload", topic + ':' + id)
                .query((row, n) -> true)
                .single();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                tell(topic, id);
            }
        });
    }

    /** Whether every notice older than a second has been heard. */
    public boolean fresh() {
        return heardWithin(FRESH);
    }

    /** Whether the database has answered within this time. */
    public boolean heardWithin(Duration time) {
        return System.nanoTime() - heardAt < time.toNanos();
    }

    private void tell(String topic, UUID id) {
        listeners.getOrDefault(topic, List.of()).forEach(listener -> listener.accept(id));
    }

    @Override
    protected void work() throws InterruptedException {
        boolean told = false;
        while (isRunning()) {
            try (var connection = connect()) {
                told = false;
                resets.forEach(Runnable::run);
                hear(connection);
            } catch (SQLException e) {
                if (e.getCause() instanceof SocketTimeoutException) {
                    silence.run();
                }
                if (isRunning() && !told) {
                    LOG.warn("No news from the other nodes ({}); asking the database each time", e.getMessage());
                    told = true;
                }
                Thread.sleep(LISTEN_MILLIS);
            }
        }
    }

    private Connection connect() throws SQLException {
        var login = url.login();
        login.setProperty("ApplicationName", "perigee-notices");
        login.setProperty("connectTimeout", "2");
        // From the first byte on: a database that takes the connection and says nothing must not hold the listener.
        login.setProperty("socketTimeout", "2");
        var connection = DriverManager.getConnection(url.jdbcUrl(), login);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        return connection;
    }

    private void hear(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        while (isRunning()) {
            for (var notice : postgres.getNotifications(LISTEN_MILLIS)) {
                hear(notice.getParameter());
            }
            // Silence may also be a dead line. The server sends notices before its answer, so the answer proves both.
            long asked = System.nanoTime();
            try (var statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            heardAt = asked;
        }
    }

    /** A notice or a listener that fails must not make this node deaf: the caches forget everything instead. */
    private void hear(String notice) {
        try {
            int colon = notice.indexOf(':');
            tell(notice.substring(0, colon), UUID.fromString(notice.substring(colon + 1)));
        } catch (RuntimeException e) {
            LOG.warn("A notice could not be used; the caches are emptied", e);
            resets.forEach(Runnable::run);
        }
    }
}
