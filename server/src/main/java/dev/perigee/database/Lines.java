package dev.perigee.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens the connections of a pool and can cut them all: whoever waits for an answer of a database that has fallen silent
 * fails at once, instead of when the time for the longest statement is over.
 */
final class Lines extends AbstractDataSource {

    private static final String LOGIN_SECONDS = "2";
    private static final int ANSWER_MILLIS = 10_000;

    private final DatabaseUrl url;
    private final Properties properties;
    private final Set<Connection> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Lines(String name, DatabaseUrl url) {
        this.url = url;
        this.properties = url.login();
        properties.setProperty("ApplicationName", "perigee-" + name);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", LOGIN_SECONDS);
        properties.setProperty("socketTimeout", LOGIN_SECONDS);
        properties.setProperty(
                "options", "-c statement_timeout=5s -c idle_in_transaction_session_timeout=15s -c timezone=UTC");
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = DriverManager.getConnection(url.jdbcUrl(), properties);
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        open.add(connection);
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Ends every connection without a word to the database, which would not hear it. */
    void cut() {
        List<Connection> all;
        synchronized (open) {
            all = List.copyOf(open);
            open.clear();
        }
        for (var connection : all) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                logger.debug("A connection was gone already", e);
            }
        }
    }
}
