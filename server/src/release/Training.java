import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Lets a release run once, so that the JVM can keep the classes that it loaded and what it learned about its methods:
 * {@code perigee.aot} (JEP 514, JEP 515). Without it everything works and starts more slowly.
 */
class Training {

    private static final int ROUNDS = 300;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final String PERSON = """
            {"name": "Ada", "email": "ada@example.org", "password": "seven purple otters 42"}""";
    private static final String SIGN_IN = """
            {"email": "ada@example.org", "password": "seven purple otters 42", "client": "native"}""";

    private final Path release;
    private final Path data;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private Training(Path release, Path data, int port) {
        this.release = release;
        this.data = data;
        this.port = port;
    }

    /** @param arguments the release's folder, and an empty one for its database */
    public static void main(String[] arguments) throws Exception {
        try (var free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            new Training(Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]), port).run();
        }
    }

    private void run() throws Exception {
        var log = data.resolve("training.log");
        var server = start(log);
        try {
            awaitReady(server);
            exercise();
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException("The training failed; its log says:\n" + Files.readString(log), e);
        } finally {
            server.destroy();
            if (!server.waitFor(60, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
        if (!Files.exists(release.resolve("perigee.aot"))) {
            throw new IllegalStateException("The training left no cache:\n" + Files.readString(log));
        }
    }

    private Process start(Path log) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ProcessBuilder(
                java,
                "@" + release.resolve("jvm.options"),
                "-XX:AOTCacheOutput=" + release.resolve("perigee.aot"),
                "-jar",
                release.resolve("perigee.jar").toString(),
                "--perigee.drain=0s");
        var settings = command.environment();
        // A developer's own settings must not reach the training.
        settings.keySet().retainAll(Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"));
        settings.put("PERIGEE_THROTTLE_ALL_NETWORK", "100000/1m");
        settings.put("PORT", Integer.toString(port));
        settings.put("HOST", "127.0.0.1");
        settings.put("PERIGEE_DATA", data.toString());
        settings.put("CLIENT_URL", "http://localhost:" + port);
        settings.put("TRUSTED_PROXIES", "");
        settings.put("SMTP_URL", "smtp://127.0.0.1:9");
        settings.put("MAIL_FROM", "no-reply@example.org");
        for (String secret : List.of("KEY_INDEX_SECRET", "COOKIE_SECRET")) {
            settings.put(secret, random());
        }
        for (String keys : List.of("JWT_KEYS", "KEY_ENCRYPTION_KEYS")) {
            settings.put(keys, "a:" + random());
        }
        return command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static String random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void awaitReady(Process server) throws Exception {
        while (server.isAlive()) {
            try {
                if (send("GET", "/health/ready", "", "").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            server.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException("The release does not start");
    }

    /** The ways that every request goes; each a few hundred times, so that the profile says something. */
    private void exercise() throws Exception {
        expect(202, "POST", "/api/account", PERSON, "");
        var session = TOKEN.matcher(expect(200, "POST", "/api/user/auth", SIGN_IN, ""));
        if (!session.find()) {
            throw new IllegalStateException("A sign-in gave no token");
        }
        String token = session.group(1);
        for (int i = 0; i < ROUNDS; i++) {
            expect(200, "GET", "/api/auth", "", token);
            expect(200, "GET", "/api/account/plans", "", "");
            // Nobody confirmed the address, so this goes as far as the guard.
            expect(403, "GET", "/api/project", "", token);
            expect(404, "GET", "/api/nothing", "", "");
        }
    }

    private String expect(int status, String method, String path, String body, String token) throws Exception {
        var answer = send(method, path, body, token);
        if (answer.status() != status) {
            throw new IllegalStateException(method + ' ' + path + " answered " + answer.status());
        }
        return answer.body();
    }

    private record Answer(int status, String body) {}

    private Answer send(String method, String path, String body, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }
}
