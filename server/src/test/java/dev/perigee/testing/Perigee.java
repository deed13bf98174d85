package dev.perigee.testing;

import dev.perigee.database.Notices;
import dev.perigee.secret.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Base32;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionOperations;
import product.Application;

/**
 * A running server: the real application on a real PostgreSQL and a free port. The tests share one; a test that needs
 * other settings starts a node of its own on the same database.
 */
public final class Perigee implements AutoCloseable {

    private static final Path DATA = Path.of(System.getProperty("perigee.test.data", "target/test-data"));

    /** A database that is there already on the server of that folder; none: the shared server brings its own. */
    private static final String GIVEN = System.getProperty("perigee.test.database", "");

    private static final Set<Perigee> OPEN = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NETWORKS = new AtomicInteger();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    /** Limits so high that only tests about limits meet them. */
    private static final List<String> ROOMY = List.of(
            "perigee.throttle.all.network=1000000/1m",
            "perigee.throttle.all.key=1000000/1m",
            "perigee.throttle.signup.network=1000000/1h",
            "perigee.throttle.signin.network=1000000/1m",
            "perigee.throttle.signin.identifier=1000000/1m",
            "perigee.throttle.verify.network=1000000/1m",
            "perigee.throttle.verify.identifier=1000000/1m",
            "perigee.throttle.verifyrequest.network=1000000/1m",
            "perigee.throttle.verifyrequest.identifier=1000000/1m",
            "perigee.throttle.email.network=1000000/1m",
            "perigee.throttle.email.identifier=1000000/1m",
            "perigee.throttle.emailconfirm.network=1000000/1m",
            "perigee.throttle.emailconfirm.identifier=1000000/1m",
            "perigee.throttle.secondfactor.network=1000000/1m",
            "perigee.throttle.stepup.network=1000000/1m",
            "perigee.throttle.otp.network=1000000/1m",
            "perigee.throttle.passkey.network=1000000/1m",
            "perigee.throttle.social.network=1000000/1m",
            "perigee.throttle.socialcode.network=1000000/1m",
            "perigee.throttle.socialconfirm.network=1000000/1m",
            "perigee.throttle.socialsignup.network=1000000/1m",
            "perigee.throttle.socialsignup.identifier=1000000/1m",
            "perigee.throttle.invite.identifier=1000000/1m",
            "perigee.throttle.invitelink.network=1000000/1m",
            "perigee.throttle.join.network=1000000/1m",
            "perigee.throttle.openaccount.identifier=1000000/1m",
            "perigee.throttle.export.identifier=1000000/1m",
            "perigee.throttle.reveal.identifier=1000000/1m",
            "perigee.throttle.leak.network=1000000/1m",
            "perigee.throttle.feedback.identifier=1000000/1m",
            "perigee.throttle.webhookreplay.identifier=1000000/1m",
            "perigee.mail.bounds.quarter-hour=1000000",
            "perigee.mail.bounds.day=1000000",
            "perigee.mail.bounds.warning=1000000",
            "perigee.mail.bounds.way-back=1000000",
            "perigee.mail.bounds.notice=1000000");

    /** A test that asks every route cannot wait for one that answers as long as it may. */
    private static final String SHORT_STREAMS = "perigee.notification.stream=200ms";

    /** Every server knows one that works and one that never answers, and an app to come back to. */
    private static final List<String> SOCIAL = Stream.of(
                    NetworkStandIn.shared().settings("google"),
                    List.of(
                            "perigee.social.away.client-id=perigee",
                            "perigee.social.away.issuer=http://127.0.0.1:1",
                            "perigee.native-redirect=" + Journey.APP))
            .flatMap(List::stream)
            .toList();

    private static Perigee shared;

    private final ConfigurableApplicationContext context;
    private final int port;
    private final String database;

    private Perigee(ConfigurableApplicationContext context, int port, String database) {
        this.context = context;
        this.port = port;
        this.database = database;
    }

    /** The server that all tests share, with roomy limits. */
    public static synchronized Perigee shared() {
        if (shared == null && !GIVEN.isEmpty()) {
            shared = run(settings(GIVEN, roomy()), GIVEN);
        } else if (shared == null) {
            LeftOvers.clear(DATA);
            var settings = everyRoomyLimit();
            settings.add("perigee.data=" + DATA);
            settings.add("perigee.database.fsync=false");
            shared = run(settings, "perigee");
        }
        return shared;
    }

    /** Another node on the shared database. Its limits are the defaults, unless the settings say otherwise. */
    public static Perigee node(String... settings) {
        return onDatabase(shared().database, settings);
    }

    /** A server with a database of its own: nobody else takes its mails or counts its rows. */
    public static Perigee alone(String... settings) {
        String name = "perigee_" + UUID.randomUUID().toString().replace('-', '_');
        shared().query("create database " + name + " owner perigee_owner");
        return onDatabase(name, settings);
    }

    private static Perigee onDatabase(String database, String... settings) {
        return run(settings(database, settings), database);
    }

    private static List<String> settings(String database, String... more) {
        var all = new ArrayList<>(databaseSettings(database));
        all.add("perigee.data=" + DATA);
        all.addAll(List.of(more));
        return all;
    }

    /** The production profile with strong secrets, for a node. */
    public static String[] production(String... more) {
        var all = new ArrayList<>(List.of(
                "spring.profiles.active=production",
                "server.address=127.0.0.1",
                "perigee.drain=0s",
                "perigee.database.idle=2",
                "perigee.jwt-keys=a:" + randomKey(),
                "perigee.key-index-secret=" + randomKey(),
                "perigee.key-encryption-keys=a:" + randomKey(),
                "perigee.cookie-secret=" + randomKey()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String randomKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static List<String> everyRoomyLimit() {
        var all = new ArrayList<>(ROOMY);
        all.addAll(ProductLimits.roomy());
        return all;
    }

    /** Roomy limits for a node. */
    public static String[] roomy(String... more) {
        var all = everyRoomyLimit();
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /**
     * The same with hashes that cost next to nothing, for what sends thousands of requests and is about no password; and
     * with webhooks that are not sent again while it does.
     */
    public static String[] brisk(String... more) {
        var all = new ArrayList<>(List.of(more));
        all.addAll(List.of("perigee.password.memory=64", "perigee.password.passes=1", "perigee.webhook.waits=1h"));
        return roomy(all.toArray(String[]::new));
    }

    private static Perigee run(List<String> settings, String database) {
        int port = Ports.free();
        var arguments = new ArrayList<String>();
        arguments.add("--server.port=" + port);
        arguments.add("--perigee.demo=false");
        // Spring joins repeated settings to a list; here the last one counts.
        var last = new LinkedHashMap<String, String>();
        // The receivers of webhooks in the tests listen on this machine; production would not start with it.
        boolean loopback = !settings.contains("spring.profiles.active=production");
        Stream.of(SOCIAL, List.of(SHORT_STREAMS, "perigee.webhook.allow-loopback=" + loopback), settings)
                .flatMap(List::stream)
                .forEach(setting -> last.put(setting.substring(0, setting.indexOf('=')), setting));
        last.values().forEach(setting -> arguments.add("--" + setting));
        var context = SpringApplication.run(Application.class, arguments.toArray(String[]::new));
        var server = new Perigee(context, port, database);
        OPEN.add(server);
        return server;
    }

    /** The secrets of this installation, for a node that is a process of its own in production. */
    public static List<String> secretSettings() {
        try {
            var keys = java.nio.file.Files.readAllLines(DATA.resolve("jwt-keys"));
            return List.of(
                    "perigee.jwt-keys=" + String.join(",", keys),
                    "perigee.key-index-secret=" + secret("KEY_INDEX_SECRET"),
                    "perigee.key-encryption-keys=" + secret("KEY_ENCRYPTION_KEYS"),
                    "perigee.cookie-secret=" + secret("COOKIE_SECRET"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The settings by which another node finds this one's database. */
    public List<String> databaseSettings() {
        return databaseSettings(database);
    }

    private static List<String> databaseSettings(String name) {
        return List.of(
                "perigee.database.url=" + url("perigee_app", name),
                "perigee.database.owner-url=" + url("perigee_owner", name),
                "perigee.database.operator-url=" + url("perigee_operator", name));
    }

    private static String url(String role, String database) {
        String password = secret(role.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD");
        return "postgres://" + role + ":" + password + "@127.0.0.1:" + postgresPort() + "/" + database;
    }

    private static String secret(String name) {
        var secrets = new Properties();
        try (var reader = java.nio.file.Files.newBufferedReader(DATA.resolve("secrets.properties"))) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return secrets.getProperty(name);
    }

    private static int postgresPort() {
        try {
            var lines = java.nio.file.Files.readAllLines(DATA.resolve("postgres/data/postmaster.pid"));
            return Integer.parseInt(lines.get(3).strip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection as a role of the database: {@code postgres} sees everything. */
    public Connection database(String role) throws SQLException {
        String name =
                "postgres".equals(role) ? "POSTGRES_PASSWORD" : role.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD";
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresPort() + "/" + database, role, secret(name));
    }

    /** The first column of the first row, as text. */
    public String query(String sql, Object... parameters) {
        try (var connection = database("postgres");
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            if (!statement.execute()) {
                return Integer.toString(statement.getUpdateCount());
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key by which this installation signs its access tokens. */
    public static byte[] signingKey() {
        try {
            String keys =
                    java.nio.file.Files.readString(DATA.resolve("jwt-keys")).strip();
            return Base64.getUrlDecoder().decode(keys.substring(keys.indexOf(':') + 1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public int port() {
        return port;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> List<T> beans(Class<T> type) {
        return List.copyOf(context.getBeansOfType(type).values());
    }

    /** An address in a network, as sign-ins know them, from which nobody has come yet. */
    public static String freshNetwork() {
        int n = NETWORKS.incrementAndGet();
        return "127.%d.%d.9".formatted(100 + n / 250, 1 + n % 250);
    }

    /** An address of the loopback network that no other test uses: a client network of its own. */
    public static String freshAddress() {
        int n = ADDRESSES.incrementAndGet();
        return "127.%d.%d.%d".formatted(10 + n / 62_500, 1 + n / 250 % 250, 1 + n % 250);
    }

    /**
     * Gives somebody a second factor, as if they had shown it in all their sessions, with the backup codes of another
     * person; returns its secret in base 32.
     */
    String enrol(String email, String like) {
        var secret = new byte[20];
        new SecureRandom().nextBytes(secret);
        String user = query("select id from app_user where email = ?", email);
        var sealed = bean(Vault.class)
                .seal("second_factor:" + user, Base64.getEncoder().encodeToString(secret));
        query(
                "insert into second_factor (user_id, secret, active_since) values (?::uuid, ?, now())",
                user,
                sealed.bytes());
        query("""
                insert into backup_code (user_id, number, hash) select ?::uuid, number, hash from backup_code c
                  join app_user u on u.id = c.user_id where u.email = ?""", user, like);
        String sessions = query("""
                with shown as (update session set second_factor = true where user_id = ?::uuid returning id)
                select string_agg(id::text, ' ') from shown""", user);
        for (String session : sessions.split(" ", -1)) {
            tell("session", UUID.fromString(session));
        }
        return Base32.toBase32String(secret);
    }

    /** Makes this server forget what it remembers of something, as if it had changed it itself. */
    void tell(String topic, UUID id) {
        bean(TransactionOperations.class)
                .executeWithoutResult(transaction -> bean(Notices.class).publish(topic, id));
    }

    @Override
    public void close() {
        OPEN.remove(this);
        context.close();
    }

    /** Ends every server of this kit, for a run that is followed by another one in the same process. */
    public static void closeAll() {
        OPEN.forEach(Perigee::close);
    }
}
