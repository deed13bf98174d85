package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.web.BadSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Passwords that were stolen elsewhere are not taken, when the operator has a list of them. */
@ExtendWith(OutputCaptureExtension.class)
class BreachedPasswordsTest {

    private static final String STOLEN = "the otters of tuesday";

    @TempDir
    Path folder;

    /** Says what the test wants said. */
    private interface Reply {
        void to(HttpExchange request) throws IOException;
    }

    private HttpServer api;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<BreachFile> opened = new ConcurrentLinkedQueue<>();
    private volatile Reply reply = request -> {};

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(task -> Thread.ofVirtual().start(task));
        api.createContext("/range/", request -> {
            asked.add(request.getRequestURI().getPath()
                    + ' '
                    + request.getRequestHeaders().getFirst("Add-Padding"));
            reply.to(request);
            request.close();
        });
        api.start();
    }

    @AfterEach
    void stop() throws IOException {
        api.stop(0);
        for (var file : opened) {
            file.close();
        }
    }

    private String address() {
        return "http://127.0.0.1:" + api.getAddress().getPort() + "/range";
    }

    private BreachRange range() {
        return new BreachRange(address());
    }

    private static Reply text(String body) {
        return request -> {
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            request.sendResponseHeaders(200, bytes.length);
            request.getResponseBody().write(bytes);
        };
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hashes of so many texts, ordered, with the stolen one among them. */
    private static List<String> lines(int count) {
        return Stream.concat(IntStream.range(0, count).mapToObj(i -> "text " + i), Stream.of(STOLEN))
                .map(text -> sha1(text) + ':' + (1 + text.length()))
                .sorted()
                .toList();
    }

    private BreachFile file(String content) throws IOException {
        var file = new BreachFile(Files.writeString(folder.resolve("list.txt"), content));
        opened.add(file);
        return file;
    }

    private static Answer signUp(Perigee server, String password, String language) {
        return Http.to(server)
                .with("Accept-Language", language)
                .post(
                        "/api/account",
                        Json.of("name", "Ada", "email", Person.newOn(server).email(), "password", password));
    }

    @Test
    void a_stolen_password_is_refused_wherever_one_is_chosen_and_in_both_languages() throws IOException {
        Files.writeString(folder.resolve("list.txt"), String.join("\r\n", lines(100)));
        try (var node = Perigee.node(Perigee.roomy("perigee.password.breached=" + folder.resolve("list.txt")))) {
            var english = signUp(node, STOLEN, "en");
            assertThat(english.status()).isEqualTo(422);
            assertThat(english.code()).isEqualTo("invalid");
            var fault = english.json().path("errors").path(0);
            assertThat(fault.path("field").asString()).isEqualTo("password");
            assertThat(fault.path("code").asString()).isEqualTo("breached");
            assertThat(signUp(node, STOLEN, "es").body()).contains("breached", "robada");
            var person = Person.signedIn(node);
            assertThat(person.api()
                            .send("PUT", "/api/user/password", Json.of("current", Person.PASSWORD, "password", STOLEN))
                            .body())
                    .contains("breached");
            String reset = Json.of("token", person.resetToken(), "password", STOLEN);
            assertThat(Http.to(node).post("/api/user/password/reset", reset).body())
                    .contains("breached");
            assertThat(signUp(node, STOLEN + "!", "en").status()).isEqualTo(202);
        }
    }

    @Test
    void the_api_is_told_five_digits_and_asked_for_padding() throws IOException {
        reply = text(sha1(STOLEN).substring(5) + ":3");
        try (var node = Perigee.node(Perigee.roomy("perigee.password.breached=" + address()))) {
            assertThat(signUp(node, STOLEN, "en").body()).contains("breached");
            assertThat(asked).containsExactly("/range/" + sha1(STOLEN).substring(0, 5) + " true");
        }
    }

    @Test
    void without_the_setting_nobody_is_asked() {
        assertThat(signUp(Perigee.shared(), STOLEN, "en").status()).isEqualTo(202);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_missing_list_stops_the_start_in_plain_words(CapturedOutput output) {
        Path missing = folder.resolve("missing.txt");
        assertThatThrownBy(() -> Perigee.node("perigee.password.breached=" + missing))
                .hasRootCauseInstanceOf(BadSettingException.class);
        assertThat(output.getOut())
                .contains("BREACHED_PASSWORDS names a file that is missing or cannot be read: " + missing)
                .doesNotContain("\tat dev.perigee");
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {"", "\n", "not a list", "0123456789abcdef:1\n", "0000000000000000000000000000000000000000\n"})
    void a_file_that_is_no_list_is_not_taken(String content) {
        assertThatThrownBy(() -> file(content)).isInstanceOf(BadSettingException.class);
    }

    @Test
    void a_list_in_another_order_is_not_taken() {
        var shuffled = lines(50).reversed();
        assertThatThrownBy(() -> file(String.join("\n", shuffled)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("ordered");
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(strings = {"http://", "https://", "https://a b", "http:///range/"})
    void an_address_without_a_server_is_not_taken(String address) {
        assertThatThrownBy(() -> new BreachRange(address)).isInstanceOf(BadSettingException.class);
    }

    @ParameterizedTest(name = "{0} lines")
    @ValueSource(ints = {0, 1, 2, 3, 100, 5_000})
    void every_line_of_a_file_is_found_and_nothing_else(int count) throws IOException {
        for (String ending : List.of("\n", "\r\n")) {
            var lines = lines(count);
            var list = file(String.join(ending, lines) + (count % 2 == 0 ? ending : ""));
            assertThat(lines).allMatch(line -> list.contain(line.substring(0, 40)));
            assertThat(IntStream.range(0, 1_000)).noneMatch(i -> list.contain(sha1("other " + i)));
            assertThat(list.contain("0".repeat(40))).isFalse();
            assertThat(list.contain("F".repeat(40))).isFalse();
        }
    }

    @Test
    void a_line_that_counts_nothing_is_no_theft() throws IOException {
        assertThat(file(sha1(STOLEN) + ":0\n").contain(sha1(STOLEN))).isFalse();
        reply = text(sha1(STOLEN).substring(5) + ":0\r\n");
        assertThat(range().contain(sha1(STOLEN))).isFalse();
        reply = text(sha1(STOLEN).substring(5) + ":10\r\n");
        assertThat(range().contain(sha1(STOLEN))).isTrue();
    }

    @Test
    void a_list_that_is_damaged_later_lets_the_password_pass_and_is_told(CapturedOutput output) throws IOException {
        Path path = folder.resolve("list.txt");
        var list = file(String.join("\n", lines(100)));
        Files.writeString(path, "?".repeat((int) Files.size(path)), StandardOpenOption.WRITE);
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        assertThat(output.getAll())
                .contains("list of breached passwords is damaged")
                .doesNotContain(sha1(STOLEN));
    }

    @Test
    void a_list_that_is_cut_off_later_lets_the_password_pass_and_is_told(CapturedOutput output) throws IOException {
        var list = file(String.join("\n", lines(100)));
        for (int size : new int[] {1_000, 50, 0}) {
            try (var file = FileChannel.open(folder.resolve("list.txt"), StandardOpenOption.WRITE)) {
                file.truncate(size);
            }
            assertThat(list.contain("F".repeat(40))).isFalse();
        }
        assertThat(output.getAll().split("list of breached passwords is damaged", -1))
                .hasSize(4);
    }

    @Test
    void whoever_searches_and_is_interrupted_takes_the_list_from_nobody() throws IOException {
        var list = file(String.join("\n", lines(100)));
        Thread.currentThread().interrupt();
        list.contain("F".repeat(40));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(list.contain(sha1(STOLEN))).isTrue();
    }

    @Test
    void an_answer_names_the_ending_among_many_in_any_case() {
        String ending = sha1(STOLEN).substring(5).toLowerCase(java.util.Locale.ROOT);
        reply = text(IntStream.range(0, 900)
                .mapToObj(i -> sha1("text " + i).substring(5) + ":1")
                .collect(Collectors.joining("\r\n", "", "\r\n" + ending + ":7")));
        assertThat(range().contain(sha1(STOLEN))).isTrue();
        assertThat(range().contain(sha1("another"))).isFalse();
    }

    @Test
    void an_api_that_is_away_refuses_or_redirects_lets_the_password_pass_and_is_told(CapturedOutput output) {
        var list = range();
        reply = request -> request.sendResponseHeaders(503, -1);
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        reply = request -> {
            request.getResponseHeaders().add("Location", "/range/elsewhere");
            request.sendResponseHeaders(302, -1);
        };
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        assertThat(asked).noneMatch(path -> path.contains("elsewhere"));
        api.stop(0);
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        assertThat(output.getAll()).contains("list of breached passwords is away", "503", "302");
        assertThat(output.getAll()).doesNotContain(sha1(STOLEN), STOLEN);
    }

    @Test
    void an_api_that_is_silent_or_talks_without_end_is_not_waited_for(CapturedOutput output) {
        var end = new CountDownLatch(1);
        var list = range();
        reply = request -> await(end);
        long start = System.nanoTime();
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        reply = request -> {
            request.sendResponseHeaders(200, 0);
            request.getResponseBody().write((sha1(STOLEN).substring(5) + ":1\r\n").getBytes(StandardCharsets.US_ASCII));
            request.getResponseBody().flush();
            await(end);
        };
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        end.countDown();
        reply = text((sha1("x").substring(5) + ":1\r\n").repeat(20_000));
        assertThat(list.contain(sha1(STOLEN))).isFalse();
        assertThat(output.getAll()).contains("did not answer within a second");
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
