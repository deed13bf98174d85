package dev.perigee.database;

import dev.perigee.secret.DataFolder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Gives the embedded server the three roles and the database that an operator makes by hand elsewhere. */
final class EmbeddedRoles {

    private final EmbeddedPostgres server;
    private final String superuserPassword;
    private final DataFolder folder;

    EmbeddedRoles(EmbeddedPostgres server, String superuserPassword, DataFolder folder) {
        this.server = server;
        this.superuserPassword = superuserPassword;
        this.folder = folder;
    }

    /** Idempotent: a kill between two of its statements is mended by the next start. */
    void create(String database) {
        try (var connection = superuser()) {
            role(connection, DatabaseServer.OWNER, "");
            role(connection, DatabaseServer.APP, "");
            role(connection, DatabaseServer.OPERATOR, "bypassrls");
            if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
                run(connection, "create database " + database + " owner " + DatabaseServer.OWNER);
            }
            run(connection, "revoke connect on database " + database + " from public");
            run(
                    connection,
                    "grant connect on database " + database + " to " + DatabaseServer.APP + ", "
                            + DatabaseServer.OPERATOR);
        } catch (SQLException e) {
            throw new DatabaseException(
                    "The embedded PostgreSQL does not accept the password in secrets.properties of PERIGEE_DATA."
                            + " Put back the file that belongs to this data, or move the folder 'postgres' away to"
                            + " begin with an empty database.",
                    e);
        }
    }

    DatabaseUrl connection(String database, String role) {
        return new DatabaseUrl(server.jdbcUrl(database), role, password(role));
    }

    private String password(String role) {
        return folder.password(role.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD");
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", superuserPassword);
    }

    private void role(Connection connection, String role, String attributes) throws SQLException {
        if (!exists(connection, "select 1 from pg_roles where rolname = ?", role)) {
            run(connection, "create role " + role + " login " + attributes);
        }
        // The password is base64url: nothing in it needs quoting.
        run(connection, "alter role " + role + " password '" + password(role) + "'");
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, String statement) throws SQLException {
        try (var run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
