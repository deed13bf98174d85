package dev.perigee.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date as its owner, and looks whether the application's role is as weak as it must be. */
final class Schema {

    private static final String TOO_STRONG = """
            select r.rolsuper or r.rolbypassrls
                or exists (select 1 from pg_roles o where o.rolname = ? and pg_has_role(r.oid, o.oid, 'usage'))
                or exists (select 1 from pg_class c where c.relkind in ('r', 'p', 'v', 'm')
                           and c.relnamespace = 'public'::regnamespace
                           and pg_has_role(r.oid, c.relowner, 'usage'))
            from pg_roles r where r.rolname = current_user
            """;

    private Schema() {}

    static void migrate(DatabaseServer server) {
        var owner = server.owner();
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
                    .locations("classpath:db/migration")
                    .placeholders(Map.of(
                            "app", quoted(DatabaseServer.userOf(server.app())),
                            "operator", quoted(DatabaseServer.userOf(server.operator()))))
                    .validateMigrationNaming(true)
                    // An update of Perigee brings files with lower numbers than the customer's own, which are there
                    // already.
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DatabaseException("The schema could not be brought up to date at " + owner + ": " + root(e), e);
        }
    }

    private static String quoted(String role) {
        return '"' + role.replace("\"", "\"\"") + '"';
    }

    /** @throws DatabaseException when row-level security would not bind the application's role */
    static void refuseStrongRole(DatabaseServer server) {
        var app = server.app();
        try (var connection = DriverManager.getConnection(app.jdbcUrl(), app.login());
                var query = connection.prepareStatement(TOO_STRONG)) {
            query.setString(1, DatabaseServer.userOf(server.owner()));
            try (var rows = query.executeQuery()) {
                if (rows.next() && rows.getBoolean(1)) {
                    throw new DatabaseException("The role of DATABASE_URL owns tables or bypasses row-level security,"
                            + " so nothing would keep one account's rows from another. Use a role that may only log"
                            + " in.");
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException("DATABASE_URL cannot be reached at " + app + ": " + e.getMessage(), e);
        }
    }

    private static String root(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
