package dev.perigee.faults;

import dev.perigee.testing.Http;
import dev.perigee.testing.LeftOvers;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.SmtpStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The smallest installation: one process with its own database, which outlives it when it is killed. */
final class SmallInstallation implements AutoCloseable {

    final SmtpStandIn smtp;
    final Node node;
    private final Path data;

    /**
     * Starts it.
     *
     * @param row names the folder of its data below {@code target/faults}
     * @param settings beside roomy limits
     */
    SmallInstallation(String row, String... settings) {
        data = Path.of("target", "faults", row).toAbsolutePath();
        LeftOvers.clear(data);
        try {
            smtp = new SmtpStandIn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node = new Node("the server", data.resolve("server.log"), environment(), command(settings));
        node.awaitReady();
    }

    String host() {
        return "localhost:" + node.port();
    }

    Http client() {
        return Http.to(node.port()).with("Host", host());
    }

    People people() {
        return new People(client(), smtp);
    }

    private Map<String, String> environment() {
        return Map.of(
                "PERIGEE_DATA",
                data.toString(),
                "PERIGEE_DEMO",
                "false",
                "SMTP_URL",
                "smtp://127.0.0.1:" + smtp.port());
    }

    private static List<String> command(String... settings) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "product.Application"));
        for (String setting : Perigee.roomy(settings)) {
            command.add("--" + setting);
        }
        return command;
    }

    /** As the superuser of the server's own database. */
    Connection database() throws SQLException {
        try (var reader = Files.newBufferedReader(data.resolve("secrets.properties"))) {
            var secrets = new Properties();
            secrets.load(reader);
            String port = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"))
                    .get(3);
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port.strip() + "/perigee",
                    "postgres",
                    secrets.getProperty("POSTGRES_PASSWORD"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first column of the first row, as a number. */
    long count(String sql) {
        try (var connection = database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the server, so that its database stops too. */
    @Override
    public void close() {
        node.stop();
        node.close();
        try {
            smtp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LeftOvers.clear(data);
    }
}
