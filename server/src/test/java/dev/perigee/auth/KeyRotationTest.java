package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Command;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signing keys change and nobody notices: those of a file under two running nodes that share it, those of the
 * environment from one start to the next.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "keys are rotated by a shell script")
class KeyRotationTest {

    @TempDir
    private static Path folder;

    private static Path file;
    private static Perigee here;
    private static Perigee there;

    @BeforeAll
    static void startTwoNodesThatShareAFile() {
        file = folder.resolve("keys");
        rotate(file);
        here = node(file, "perigee.rotation.rest=2s");
        there = node(file, "perigee.rotation.rest=2s");
    }

    /** The times are shorter than those of the product, so that nobody waits for them. */
    private static Perigee node(Path keys, String... times) {
        var settings = new ArrayList<>(List.of(times));
        settings.add("perigee.rotation.look=50ms");
        settings.add("perigee.jwt-keys-file=" + keys);
        return node(settings.toArray(String[]::new));
    }

    /** All of them mint for one audience, so that only the keys tell whose token it is. */
    private static Perigee node(String... keys) {
        var settings = new ArrayList<>(List.of(keys));
        settings.add("perigee.client-url=http://localhost");
        settings.add("perigee.throttle.refresh.network=1000000/1m");
        return Perigee.node(Perigee.roomy(settings.toArray(String[]::new)));
    }

    private static Perigee restartedWith(String keys) {
        return node("perigee.jwt-keys=" + keys);
    }

    private static String newKey(String name) {
        byte[] key = new SecureRandom().generateSeed(32);
        return name + ':' + Base64.getEncoder().encodeToString(key);
    }

    private static void rotate(Path keys) {
        var said = Command.perigee(Map.of("JWT_KEYS_FILE", keys.toString()), "rotate-keys");
        assertThat(said.status()).as(said.output()).isZero();
    }

    @AfterAll
    static void stopThem() {
        here.close();
        there.close();
    }

    /** One sign-in that goes on by its refresh token, at whichever node. */
    private static final class Session {

        private String token;
        private String refreshToken;

        Session() {
            take(Person.signedIn(here).signIn());
        }

        private void take(Answer answer) {
            token = answer.field("token");
            refreshToken = answer.field("refresh_token");
        }

        String token() {
            return token;
        }

        Answer refresh(Perigee node) {
            var answer = Http.to(node).post("/api/auth/refresh", Json.of("refresh_token", refreshToken));
            if (answer.status() == 200) {
                take(answer);
            }
            return answer;
        }

        /** The name of the key by which this node signs now. */
        String keyOf(Perigee node) {
            assertThat(refresh(node).status()).isEqualTo(200);
            return key(token);
        }
    }

    private static String key(String token) {
        return Jwt.of(token).header().path("kid").asString();
    }

    private static int status(Perigee node, String token) {
        return Http.to(node).bearer(token).get("/api/user").status();
    }

    private static void assertTaken(String token) {
        assertThat(status(here, token)).isEqualTo(200);
        assertThat(status(there, token)).isEqualTo(200);
    }

    private static void awaitRefused(Perigee node, String token) {
        Person.until(() -> status(node, token) == 401 ? true : null);
    }

    private static void awaitFirstKeySigns(Session session) throws IOException {
        String first = Files.readString(file).split(":", 2)[0];
        for (var node : List.of(here, there)) {
            Person.until(() -> first.equals(session.keyOf(node)) ? true : null);
        }
    }

    @Test
    @DisplayName("S-041")
    void a_token_of_a_removed_key_is_refused_on_every_node() throws IOException {
        var session = new Session();
        String old = session.token();
        rotate(file);
        awaitFirstKeySigns(session);
        assertTaken(old);
        Files.writeString(file, Files.readAllLines(file).getFirst());
        awaitRefused(here, old);
        awaitRefused(there, old);
        assertTaken(session.token());
    }

    @Test
    @DisplayName("S-041")
    void a_token_of_an_old_key_is_refused_when_the_grace_is_over() {
        var keys = folder.resolve("short");
        rotate(keys);
        try (var node = node(keys, "perigee.rotation.rest=500ms", "perigee.rotation.grace=2s")) {
            var session = new Session();
            String first = session.keyOf(node);
            String old = session.token();
            rotate(keys);
            assertThat(status(node, old)).isEqualTo(200);
            Person.until(() -> first.equals(session.keyOf(node)) ? null : true);
            awaitRefused(node, old);
            assertThat(status(node, session.token())).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("S-041")
    void a_token_of_a_key_that_the_environment_no_longer_names_is_refused_and_its_session_goes_on() {
        var session = new Session();
        String old = session.token();
        try (var node = restartedWith(newKey("next"))) {
            assertThat(status(node, old)).isEqualTo(401);
            assertThat(session.refresh(node).status()).isEqualTo(200);
            assertThat(status(node, session.token())).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("S-041")
    void the_first_key_of_the_environment_signs_and_those_behind_it_are_still_believed() throws IOException {
        var session = new Session();
        String old = session.token();
        try (var node = restartedWith(newKey("next") + ',' + all(file))) {
            assertThat(status(node, old)).isEqualTo(200);
            assertThat(session.keyOf(node)).isEqualTo("next");
            assertThat(status(node, session.token())).isEqualTo(200);
        }
    }

    /** In the form of the environment. */
    private static String all(Path keys) throws IOException {
        return String.join(",", Files.readAllLines(keys));
    }

    @Test
    void a_file_that_breaks_while_nodes_run_stops_nobody() throws IOException {
        var session = new Session();
        String good = Files.readString(file);
        try {
            Files.writeString(file, "broken");
            for (int i = 0; i < 20; i++) {
                assertThat(session.refresh(i % 2 == 0 ? here : there).status()).isEqualTo(200);
                assertTaken(session.token());
            }
        } finally {
            Files.writeString(file, good);
        }
    }

    /** Each round has a fresh token of one node and the first token of all, and asks both nodes with both. */
    @Test
    @DisplayName("S-041")
    void under_load_two_rotations_fail_no_request() throws IOException {
        var failures = new ConcurrentLinkedQueue<String>();
        Set<String> keys = ConcurrentHashMap.newKeySet();
        var over = new AtomicBoolean();
        try (var load = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < 4; i++) {
                    var session = new Session();
                    load.execute(() -> work(session, over, keys, failures));
                }
                var watching = new Session();
                rotate(file);
                awaitFirstKeySigns(watching);
                rotate(file);
                awaitFirstKeySigns(watching);
            } finally {
                over.set(true);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(keys).hasSizeGreaterThanOrEqualTo(3);
    }

    private static void work(Session session, AtomicBoolean over, Set<String> keys, Queue<String> failures) {
        try {
            String first = session.token();
            for (int i = 0; !over.get(); i++) {
                keys.add(session.keyOf(i % 2 == 0 ? here : there));
                assertTaken(session.token());
                assertTaken(first);
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
    }
}
