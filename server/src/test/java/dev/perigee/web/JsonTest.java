package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static dev.perigee.web.Problems.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What a caller sends means one thing, or it is refused and told where. */
class JsonTest {

    private static final String PROJECT = "/api/project";
    private static Http api = Http.to(Perigee.shared());

    private final Perigee server = Perigee.shared();

    private record Figure(int number) {}

    @BeforeAll
    static void signIn() {
        api = Person.signedIn(Perigee.shared()).api();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a number for a string | {\"name\": 5}             | name",
                "a boolean for a string| {\"name\": true}          | name",
                "an object for a string| {\"name\": {\"a\": 1}}    | name",
                "a list for a string   | {\"name\": [\"a\"]}       | name",
                "a deeper mistake      | {\"name\": \"a\", \"notes\": [[[]]]} | notes",
                "an unknown field      | {\"name\": \"a\", \"colour\": \"red\"} | colour",
                "another's field       | {\"name\": \"a\", \"account_id\": \"b\"} | account_id",
                "the prototype         | {\"name\": \"a\", \"__proto__\": {}} | __proto__",
                "another spelling      | {\"Name\": \"a\"}         | Name"
            })
    void a_field_of_a_wrong_type_or_name_is_named(String kind, String body, String field) {
        var answer = api.post(PROJECT, body);
        assertProblem(answer, 400);
        assertThat(answer.code()).isEqualTo("unreadable");
        assertThat(fields(answer)).as(kind).containsExactly(field);
    }

    @ParameterizedTest(name = "{0} is no boolean")
    @ValueSource(strings = {"\"true\"", "\"\"", "1", "0", "[]", "1.0"})
    void only_a_boolean_is_a_boolean(String value) {
        var answer = api.patch(PROJECT + "/" + java.util.UUID.randomUUID(), "{\"archived\": " + value + "}");
        assertProblem(answer, 400);
        assertThat(fields(answer)).containsExactly("archived");
    }

    @ParameterizedTest(name = "{0} is no whole number")
    @ValueSource(strings = {"1.5", "1.0", "\"1\"", "true", "null", "1e400", "99999999999"})
    void only_a_whole_number_is_one(String value) {
        var json = server.bean(JsonMapper.class);
        assertThatThrownBy(() -> json.readValue("{\"number\": " + value + "}", Figure.class))
                .isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest(name = "{0} lacks the name")
    @ValueSource(strings = {"{}", "{\"name\": null}", "{\"name\": \"\"}", "{\"name\": \"  \"}", "{\"notes\": \"x\"}"})
    void a_missing_field_is_named(String body) {
        var answer = api.post(PROJECT, body);
        assertProblem(answer, 422);
        assertThat(answer.code()).isEqualTo("invalid");
        assertThat(fields(answer)).containsExactly("name");
    }

    @Test
    void every_missing_field_is_named() {
        var answer = Http.to(server).post("/api/account", "{}");
        assertProblem(answer, 422);
        assertThat(fields(answer)).containsExactly("email", "name", "password");
    }

    @ParameterizedTest(name = "{0} is not one JSON object")
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"name\": \"a\"",
                "{\"name\": \"a\"} {\"name\": \"b\"}",
                "{\"name\": \"a\"}]",
                "{\"name\": \"a\"} x",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"name\": \"a\",}",
                "{'name': 'a'}",
                "{name: \"a\"}",
                "// comment\n{\"name\": \"a\"}",
                "{\"name\": NaN}",
                "{\"name\": 0x10}",
                "null",
                "[]",
                "\"a\"",
                "5",
                "true",
                "<project/>",
                "name=a"
            })
    void what_is_not_one_object_is_unreadable(String body) {
        assertProblem(api.post(PROJECT, body), 400);
    }

    @Test
    @DisplayName("S-163: a hundred thousand lists in one another are unreadable")
    void deep_json_is_unreadable() {
        assertProblem(api.post(PROJECT, "[".repeat(100_000)), 400);
        assertProblem(api.post(PROJECT, "{\"name\":" + "[".repeat(100_000)), 400);
        assertProblem(api.post(PROJECT, "{\"x\":".repeat(100_000)), 400);
        assertProblem(api.post(PROJECT, "{\"name\":\"a\",\"x\":" + "[".repeat(60_000) + "]".repeat(60_000) + "}"), 400);
    }

    @Test
    @DisplayName("S-163: a number of a hundred thousand digits is unreadable")
    void a_huge_number_is_unreadable() {
        assertProblem(api.post(PROJECT, "{\"name\": " + "9".repeat(100_000) + "}"), 400);
        assertProblem(api.post(PROJECT, "{\"x\": " + "9".repeat(100_000) + "}"), 400);
        assertProblem(api.post(PROJECT, "9".repeat(100_000)), 400);
        assertProblem(api.post(PROJECT, "{\"name\": 1e" + "9".repeat(1_000) + "}"), 400);
    }

    @Test
    @DisplayName("S-163: a million fields are too large, as many as fit are unreadable")
    void very_many_fields_are_refused() {
        assertProblem(api.post(PROJECT, fieldsNamed(1_000_000)), 413);
        assertProblem(api.post(PROJECT, fieldsNamed(80_000)), 400);
    }

    private static String fieldsNamed(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void a_huge_name_of_a_field_is_unreadable_and_not_repeated() {
        var answer = api.post(PROJECT, "{\"" + "k".repeat(50_000) + "\": 1}");
        assertProblem(answer, 400);
        assertThat(answer.body()).hasSizeLessThan(1_000);
    }

    @Test
    @DisplayName("S-162: a body is read up to one mebibyte and not a byte further")
    void a_body_of_more_than_one_mebibyte_is_too_large() {
        String fits = "{\"name\": \"fits\"" + " ".repeat((1 << 20) - 16) + "}";
        assertThat(fits).hasSize(1 << 20);
        assertThat(api.post(PROJECT, fits).status()).isEqualTo(201);
        assertProblem(api.post(PROJECT, fits + " "), 413);
    }

    @Test
    void who_says_that_too_much_will_come_is_refused_before_anybody_asks_who_it_is() throws IOException {
        String head = """
                POST /api/project HTTP/1.1\r
                Host: localhost:%d\r
                Content-Type: application/json\r
                Content-Length: 1048577\r
                \r
                """.formatted(server.port());
        try (var socket = connected()) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            assertThat(firstOf(socket)).isEqualTo("HTTP/1.1 413");
        }
    }

    private Socket connected() throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Not the whole answer: the server waits for the rest of the body before it hangs up. */
    private static String firstOf(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("S-162: a body without a length that never ends is cut off")
    void an_endless_body_is_too_large() throws IOException {
        String head = """
                POST /api/user/auth HTTP/1.1\r
                Host: localhost:%d\r
                Content-Type: application/json\r
                Transfer-Encoding: chunked\r
                \r
                """.formatted(server.port());
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (var socket = connected()) {
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent <= (1 << 20); sent += 0x10000) {
                out.write(chunk);
            }
            out.flush();
            assertThat(firstOf(socket)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    @DisplayName("S-162: a body shorter than its length is unreadable")
    void a_body_that_ends_before_its_length_is_unreadable() throws IOException {
        String request = """
                POST /api/user/auth HTTP/1.1\r
                Host: localhost:%d\r
                Content-Type: application/json\r
                Content-Length: 500\r
                \r
                {"email": "a@example.org"\
                """.formatted(server.port());
        try (var socket = connected()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotStartWith("HTTP/1.1 2").doesNotStartWith("HTTP/1.1 5");
        }
    }

    @Test
    @DisplayName("S-162: a body longer than its length is cut there")
    void a_body_is_read_only_as_far_as_its_length() {
        var answer = api.with("Content-Length", "10").post(PROJECT, "{\"name\": \"longer than ten\"}");
        assertProblem(answer, 400);
    }

    @ParameterizedTest(name = "S-162: {0} is not undone")
    @ValueSource(strings = {"gzip", "deflate", "br", "identity"})
    void a_packed_body_is_not_unpacked(String encoding) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"name\": \"packed\"}".getBytes(StandardCharsets.UTF_8));
        }
        assertProblem(api.with("Content-Encoding", encoding).sendBytes("POST", PROJECT, packed.toByteArray()), 415);
    }

    @ParameterizedTest(name = "{0} is not JSON")
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
                "text/json",
                "application/xml",
                "application/octet-stream",
                "application/x-java-serialized-object",
                "nonsense",
                "*/*"
            })
    void only_json_is_read(String type) {
        assertProblem(api.with("Content-Type", type).post(PROJECT, "{\"name\": \"a\"}"), 415);
    }

    @ParameterizedTest(name = "S-152: {0}")
    @CsvSource({
        "NUL, a\\u0000b",
        "a high surrogate alone, a\\ud83d",
        "a low surrogate alone, \\ude80b",
        "surrogates in the wrong order, \\ude80\\ud83d"
    })
    void text_that_cannot_be_kept_is_unreadable(String kind, String text) {
        for (String field : new String[] {"name", "notes"}) {
            var answer = api.post(
                    PROJECT,
                    "{\"name\": \"a\", \"notes\": \"b\"}"
                            .replace(
                                    "\"" + field + "\": \"" + ("name".equals(field) ? "a" : "b"),
                                    "\"" + field + "\": \"" + text));
            assertProblem(answer, 400);
            assertThat(fields(answer)).as(kind).containsExactly(field);
        }
    }

    @Test
    @DisplayName("S-152: bytes that are not UTF-8 are unreadable")
    void what_is_not_utf_8_is_unreadable() {
        byte[] latin = "{\"name\": \"señor\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(api.sendBytes("POST", PROJECT, latin), 400);
        byte[] overlong = "{\"name\": \"a??\"}".getBytes(StandardCharsets.US_ASCII);
        overlong[11] = (byte) 0xC0;
        overlong[12] = (byte) 0x80;
        assertProblem(api.sendBytes("POST", PROJECT, overlong), 400);
    }

    @Test
    @DisplayName("S-152: text comes back as it was sent")
    void text_comes_back_as_it_was_sent() {
        String name = "🚀 Ñandú 漢字 👩‍👩‍👧 é \\\" / ' <b> %_ ${x} \uFEFF\u200D";
        String notes = "one\\r\\n\\ttwo\u202Ethree\u2028\uFFFD";
        var made = api.post(PROJECT, "{\"name\": \"%s\", \"notes\": \"%s\"}".formatted(name, notes));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        var read = api.get(PROJECT + "/" + made.field("id"));
        assertThat(read.field("name")).isEqualTo(name.replace("\\\"", "\""));
        assertThat(read.field("notes")).isEqualTo("one\r\n\ttwo\u202Ethree\u2028\uFFFD");
    }

    @Test
    void a_text_is_as_long_as_it_may_be_and_no_longer() {
        assertThat(api.post(PROJECT, "{\"name\": \"" + "n".repeat(200) + "\"}").status())
                .isEqualTo(201);
        var answer = api.post(
                PROJECT, "{\"name\": \"%s\", \"notes\": \"%s\"}".formatted("n".repeat(201), "x".repeat(10_001)));
        assertProblem(answer, 422);
        assertThat(fields(answer)).containsExactly("name", "notes");
    }

    @Test
    @DisplayName("S-151: what would end a statement is only text")
    void what_would_end_a_statement_is_only_text() {
        String name = "x'); drop table project; --";
        var made = api.post(PROJECT, "{\"name\": \"" + name + "\"}");
        assertThat(made.field("name")).isEqualTo(name);
        assertThat(api.get(PROJECT + "/" + made.field("id")).field("name")).isEqualTo(name);
    }

    @Test
    void the_sentences_are_in_the_language_asked_for() {
        var answer = Http.to(server).with("Accept-Language", "es-MX, en;q=0.5").get("/api/user");
        assertProblem(answer, 401);
        assertThat(answer.field("detail"))
                .isNotEqualTo(Http.to(server).get("/api/user").field("detail"));
    }
}
