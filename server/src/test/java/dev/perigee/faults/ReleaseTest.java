package dev.perigee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code bin/build} makes, started as an operator does. */
class ReleaseTest {

    private static final Path RELEASE = Path.of("target", "perigee").toAbsolutePath();

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the release is started by a shell script")
    void a_release_starts_with_its_cache_and_serves_in_production() {
        assertThat(RELEASE.resolve("start")).as("made by bin/build").exists();
        var log = Path.of("target", "faults", "release.log").toAbsolutePath();
        var start = List.of(RELEASE.resolve("start").toString());
        try (var node = new Node("the release", log, environment(), start)) {
            node.awaitReady();
            var client = Http.to(node.port()).with("Host", "localhost");
            assertThat(client.get("/api/auth").field("authenticated")).isEqualTo("false");
            assertThat(client.get("/dev/mail").status()).isEqualTo(404);
            node.stop();
        }
    }

    /** With AOTMode=on the JVM starts with the cache or not at all. */
    private static Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        for (String setting : Perigee.production()) {
            set(environment, setting);
        }
        Perigee.shared().databaseSettings().forEach(setting -> set(environment, setting));
        environment.put(
                "PERIGEE_DATA",
                RELEASE.resolveSibling("faults").resolve("release").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", "-XX:AOTMode=on");
        environment.put("CLIENT_URL", "http://localhost");
        environment.put("SMTP_URL", "smtp://127.0.0.1:9");
        return environment;
    }

    /** The name by which Spring finds a property in the environment. */
    private static void set(Map<String, String> environment, String setting) {
        int equals = setting.indexOf('=');
        String name = setting.substring(0, equals).replace('.', '_').replace("-", "");
        environment.put(name.toUpperCase(Locale.ROOT), setting.substring(equals + 1));
    }
}
