package dev.perigee.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An application in a process of its own, since only a process can be killed the way the kernel does it. */
final class OtherApplication implements AutoCloseable {

    static final String PASSWORD = "for this test only";

    private final Process process;
    private final BufferedReader said;

    private OtherApplication(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(settings(home))) {
            Database database = new Database(server);
            database.execute("create table if not exists visit (place text)");
            database.execute("insert into visit values ('orbit')");
            System.out.println("ready " + server.port());
            System.in.read();
        }
    }

    static EmbeddedPostgres.Settings settings(Path home) {
        return new EmbeddedPostgres.Settings(home, true, PASSWORD, 20);
    }

    static OtherApplication on(Path home) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        OtherApplication application = new OtherApplication(new ProcessBuilder(
                        java,
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherApplication.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        application.awaitReady();
        return application;
    }

    private void awaitReady() throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith("ready")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("The other application did not start");
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
