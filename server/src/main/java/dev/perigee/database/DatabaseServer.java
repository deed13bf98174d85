package dev.perigee.database;

import dev.perigee.secret.DataFolder;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL of this installation and its three roles: the given one, or one that lives and ends with us. */
final class DatabaseServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);

    static final String APP = "perigee_app";
    static final String OWNER = "perigee_owner";
    static final String OPERATOR = "perigee_operator";
    private static final String DATABASE = "perigee";

    private final @Nullable EmbeddedPostgres embedded;
    private final DatabaseUrl app;
    private final DatabaseUrl owner;
    private final DatabaseUrl operator;

    private DatabaseServer(
            @Nullable EmbeddedPostgres embedded, DatabaseUrl app, DatabaseUrl owner, DatabaseUrl operator) {
        this.embedded = embedded;
        this.app = app;
        this.owner = owner;
        this.operator = operator;
    }

    static DatabaseServer start(DatabaseSettings settings, DataFolder folder, boolean production) {
        return settings.url().isBlank() ? embedded(settings, folder) : given(settings, production);
    }

    private static DatabaseServer embedded(DatabaseSettings settings, DataFolder folder) {
        Path home = folder.path().resolve("postgres");
        String password = folder.password("POSTGRES_PASSWORD");
        var server = EmbeddedPostgres.start(
                new EmbeddedPostgres.Settings(home, settings.fsync(), password, connections(settings)));
        try {
            var roles = new EmbeddedRoles(server, password, folder);
            roles.create(DATABASE);
            return new DatabaseServer(
                    server,
                    roles.connection(DATABASE, APP),
                    roles.connection(DATABASE, OWNER),
                    roles.connection(DATABASE, OPERATOR));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Room for four full nodes, each with its operator's pool and its line for news, and for a look with psql. */
    private static int connections(DatabaseSettings settings) {
        return 4 * settings.pool() + 36;
    }

    private static DatabaseServer given(DatabaseSettings settings, boolean production) {
        var app = DatabaseUrl.parse("DATABASE_URL", settings.url());
        return new DatabaseServer(
                null,
                app,
                other("DATABASE_OWNER_URL", settings.ownerUrl(), app, production),
                other("DATABASE_OPERATOR_URL", settings.operatorUrl(), app, production));
    }

    private static DatabaseUrl other(String name, String text, DatabaseUrl app, boolean production) {
        if (!text.isBlank()) {
            return DatabaseUrl.parse(name, text);
        }
        if (production) {
            throw new DatabaseException(name
                    + " is missing. Production keeps three roles apart: the application's (DATABASE_URL), the"
                    + " schema's owner (DATABASE_OWNER_URL) and the operator's (DATABASE_OPERATOR_URL).");
        }
        LOG.warn("{} is missing: the role of DATABASE_URL is used for it, which production would refuse", name);
        return app;
    }

    DatabaseUrl app() {
        return app;
    }

    DatabaseUrl owner() {
        return owner;
    }

    DatabaseUrl operator() {
        return operator;
    }

    static String userOf(DatabaseUrl url) {
        return Objects.requireNonNullElse(url.user(), System.getProperty("user.name"));
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
