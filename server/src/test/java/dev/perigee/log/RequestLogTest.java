package dev.perigee.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import dev.perigee.web.Loggable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every API request is one row, refused ones too, and no row holds a secret. */
@ExtendWith(OutputCaptureExtension.class)
class RequestLogTest {

    private static final String ROWS = "select count(*) from log where trace_id = ?";

    private final Perigee server = Perigee.shared();
    private final String trace = trace();

    /** An id of our own for a request, by which its row is found. */
    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static Http traced(Http client, String trace) {
        return client.with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    }

    private Http client() {
        return traced(Http.to(server), trace);
    }

    /** The one row of a request, once it is written. */
    private static JsonNode row(Perigee server, String trace) {
        String row = Person.until(() -> {
            String found = server.query("select to_jsonb(l)::text from log l where trace_id = ?", trace);
            return found.isEmpty() ? null : found;
        });
        assertThat(server.query(ROWS, trace)).isEqualTo("1");
        return JsonMapper.shared().readTree(row);
    }

    private JsonNode rowOf(Answer answer) {
        assertThat(answer.field("trace_id")).isEqualTo(trace);
        var row = row(server, trace);
        assertThat(row.path("status").asInt()).isEqualTo(answer.status());
        return row;
    }

    @Test
    void a_request_of_nobody_has_a_row() {
        var row = rowOf(client().get("/api/project"));
        assertThat(row.path("status").asInt()).isEqualTo(401);
        assertThat(row.path("method").asString()).isEqualTo("GET");
        assertThat(row.path("route").asString()).isEqualTo("/api/project");
        assertThat(row.path("path").asString()).isEqualTo("/api/project");
        assertThat(row.path("caller").isNull()).isTrue();
        assertThat(row.path("account_id").isNull()).isTrue();
    }

    @Test
    void a_request_that_matches_no_route_has_a_row() {
        var row = rowOf(client().get("/api/nothing/here"));
        assertThat(row.path("status").asInt()).isEqualTo(404);
        assertThat(row.path("route").isNull()).isTrue();
        assertThat(row.path("path").asString()).isEqualTo("/api/***/***");
    }

    @Test
    void a_request_that_is_too_large_has_a_row() {
        assertThat(rowOf(client().post("/api/user/auth", " ".repeat((1 << 20) + 1)))
                        .path("status")
                        .asInt())
                .isEqualTo(413);
    }

    @Test
    void a_request_for_another_host_has_a_row() {
        assertThat(rowOf(client().with("Host", "evil.example").get("/api/auth"))
                        .path("status")
                        .asInt())
                .isEqualTo(421);
    }

    @Test
    void an_odd_request_has_a_row() {
        assertThat(rowOf(client().get("/api/%75ser")).path("status").asInt()).isEqualTo(400);
    }

    @Test
    void a_request_of_an_odd_method_has_a_row() {
        var row = rowOf(client().send("ABCDEFGHIJKLMNOP", "/api/user", null));
        assertThat(row.path("status").asInt()).isEqualTo(405);
        assertThat(row.path("method").asString()).isEqualTo("ABCDEFGHIJ");
    }

    @Test
    void a_request_of_a_wrong_type_has_a_row() {
        assertThat(rowOf(client().with("Content-Type", "text/plain").post("/api/user/auth", "{}"))
                        .path("status")
                        .asInt())
                .isEqualTo(415);
    }

    @Test
    void a_request_that_is_one_too_many_has_a_row() {
        try (var node = Perigee.node("perigee.throttle.all.network=1/1h")) {
            var client = Http.to(node).from(Perigee.freshAddress());
            client.get("/api/auth");
            rowOf(traced(client, trace).get("/api/auth"));
        }
        assertThat(row(server, trace).path("status").asInt()).isEqualTo(429);
    }

    @Test
    void a_row_names_the_caller_and_where_they_called_from() {
        var person = Person.signedIn(server);
        String address = Perigee.freshAddress();
        var me = traced(person.api().from(address), trace).get("/api/user");
        var row = row(server, trace);
        assertThat(row.path("user_id").asString()).isEqualTo(me.field("id"));
        assertThat(row.path("account_id").asString()).isEqualTo(me.field("account_id"));
        assertThat(row.path("caller").asString()).matches("session:[0-9a-f-]{36}");
        assertThat(row.path("ip").asString()).isEqualTo(address);
        assertThat(row.path("duration_us").asLong()).isPositive();
    }

    @Test
    void a_row_shows_the_pattern_and_the_id_of_what_was_asked_for() {
        String id = UUID.randomUUID().toString();
        traced(Person.signedIn(server).api(), trace).get("/api/project/" + id);
        var row = row(server, trace);
        assertThat(row.path("route").asString()).isEqualTo("/api/project/{id}");
        assertThat(row.path("path").asString()).isEqualTo("/api/project/" + id);
    }

    @Test
    void only_what_is_allowed_by_name_is_shown_of_a_body() {
        var api = traced(Person.signedIn(server).api(), trace);
        api.post("/api/project", "{\"name\": \"shown\", \"notes\": \"hidden\"}");
        assertThat(row(server, trace).path("body").asString()).isEqualTo("{name=shown, notes=***}");
    }

    @Test
    @DisplayName("S-168: no secret reaches the table or the server's own log, wherever it stands in a request")
    void no_secret_is_ever_logged(CapturedOutput output) {
        String canary = "canary" + trace();
        var api = Person.signedIn(server).api();
        var nobody = Http.to(server);
        nobody.post(
                "/api/user/auth", "{\"email\": \"%s@example.org\", \"password\": \"%s\"}".formatted(canary, canary));
        nobody.post("/api/user/auth", "{\"email\": \"%s\", \"password\": \"short\"}".formatted(canary));
        nobody.post("/api/user/auth", "{\"email\": \"a@example.org\", \"password\": \"%s".formatted(canary));
        nobody.post("/api/user/auth", "{\"%s\": 1}".formatted(canary));
        nobody.post("/api/user/auth", "{\"email\": [\"%s\"], \"password\": {\"a\": \"%s\"}}".formatted(canary, canary));
        nobody.post("/api/user/auth", canary);
        nobody.post(
                "/api/account",
                "{\"name\": \"%1$s\", \"email\": \"%1$s@example.org\", \"password\": \"%1$s\", \"account\": \"%1$s\"}"
                        .formatted(canary));
        nobody.post("/api/user/verify", "{\"token\": \"%s\"}".formatted(canary));
        nobody.post("/api/user/verify", "{\"token\": \"a\", \"password\": \"%s\"}".formatted(canary));
        nobody.post("/api/auth/refresh", "{\"refresh_token\": \"%s\"}".formatted(canary));
        api.post("/api/project", "{\"name\": \"a\", \"notes\": \"%s\"}".formatted(canary));
        api.post("/api/project", "{\"name\": \"a\", \"notes\": \"%s\"}".formatted(canary.repeat(400)));
        api.patch("/api/project/" + UUID.randomUUID(), "{\"notes\": \"%s\"}".formatted(canary));
        api.patch("/api/user", "{\"name\": \"%s\"}".formatted(canary));
        api.with("Idempotency-Key", canary).post("/api/project", "{\"name\": \"a\"}");
        api.get("/api/project?limit=" + canary + "&cursor=" + canary);
        api.get("/api/project/" + canary);
        nobody.get("/api/" + canary);
        nobody.get("/api/auth/" + canary + "/../" + canary);
        nobody.get("/api/auth;" + canary);
        nobody.get("/api/auth%20" + canary);
        nobody.send(canary, "/api/auth", null);
        nobody.with("Host", canary).get("/api/auth");
        nobody.bearer(canary).get("/api/user");
        nobody.with("Authorization", "Basic " + canary).get("/api/user");
        nobody.with("Cookie", "__Host-refresh=" + canary).delete("/api/auth");
        nobody.with("User-Agent", canary).with("X-Secret", canary).get("/api/user");
        nobody.with("Content-Type", "multipart/form-data; boundary=" + canary).post("/api/user/auth", canary);
        nobody.with("Content-Type", canary).post("/api/user/auth", canary);
        nobody.with("traceparent", canary).get("/api/user");
        nobody.with("Origin", canary).get("/api/user");
        nobody.with("Content-Encoding", canary).post("/api/user/auth", canary);
        client().get("/api/auth");
        row(server, trace);
        assertThat(server.query("select string_agg(l::text, '\n') from log l where l::text ~* ?", canary.substring(6)))
                .isEqualTo("null");
        assertThat(output.getAll()).doesNotContainIgnoringCase(canary);
    }

    @ParameterizedTest(name = "S-169: {0}")
    @ValueSource(
            strings = {
                "a\\r\\nb",
                "a\\nFAKE\\tROW",
                "tab\\tbed",
                "back\\\\slash \\\\N \\\\.",
                "\\u001b[31mred",
                "${jndi:ldap://127.0.0.1:1/a}",
                "a'); drop table log; --",
                "{\\\"json\\\": \\\"breaker\\\"}",
                "%s%n %d"
            })
    void whatever_a_text_holds_it_stays_one_value_of_one_row(String name, CapturedOutput output) {
        var api = traced(Person.signedIn(server).api(), trace);
        api.post("/api/project", "{\"name\": \"" + name + "\"}");
        String plain = JsonMapper.shared().readValue('"' + name + '"', String.class);
        assertThat(row(server, trace).path("body").asString()).isEqualTo("{name=" + plain + "}");
        assertThat(output.getAll()).doesNotContain("FAKE", "\u001b[31mred");
    }

    @Test
    @DisplayName("S-169: half a character does not stop the log")
    void half_a_character_does_not_stop_the_log() {
        traced(Person.signedIn(server).api(), trace).patch("/api/user", "{\"locale\": \"\\ud83d\"}");
        assertThat(row(server, trace).path("status").asInt()).isEqualTo(400);
    }

    @Test
    void a_row_that_cannot_become_text_takes_no_other_with_it() {
        var log = server.bean(RequestLog.class);
        log.add(entry(trace(), new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        }));
        log.add(entry(trace, "fine"));
        assertThat(row(server, trace).path("body").asString()).isEqualTo("{text=fine}");
    }

    @Test
    void whoever_comes_to_a_full_queue_waits_until_rows_leave() throws InterruptedException {
        var log = new RequestLog(server.bean(RequestLogStore.class), server.bean(RequestLogPartitions.class), 1);
        log.add(entry(trace, "first"));
        var second = Thread.startVirtualThread(() -> log.add(entry(trace, "second")));
        Person.until(() -> second.getState() == Thread.State.TIMED_WAITING ? true : null);
        log.start();
        second.join();
        log.stop();
        assertThat(server.query(ROWS, trace)).isEqualTo("2");
    }

    private static RequestEntry entry(String trace, Object text) {
        return new RequestEntry(
                Instant.now(), trace, "GET", null, "/", 200, 1, null, null, null, "127.0.0.1", new Odd(text), null);
    }

    private record Odd(@Loggable Object text) {}

    @Test
    @DisplayName("five hundred at once are five hundred rows")
    void five_hundred_at_once_are_five_hundred_rows() {
        Together.ask(500, i -> client().get(i % 2 == 0 ? "/api/auth" : "/api/user"));
        Person.until(() -> "500".equals(server.query(ROWS, trace)) ? true : null);
    }

    @Test
    @DisplayName("S-170: a request is answered while its row cannot be written, and the row comes later")
    void a_request_is_answered_while_its_row_cannot_be_written() throws SQLException {
        try (var connection = server.database("postgres");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table log in access exclusive mode");
            assertThat(client().get("/api/auth").status()).isEqualTo(200);
            connection.rollback();
        }
        assertThat(row(server, trace).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void a_stopped_node_has_written_every_row_and_kept_the_partitions() throws SQLException {
        try (var connection = server.database("perigee_owner");
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists log_20200102 partition of log"
                    + " for values from ('2020-01-02 00:00Z') to ('2020-01-03 00:00Z')");
        }
        var node = Perigee.node(Perigee.roomy());
        var client = traced(Http.to(node), trace);
        Together.ask(100, i -> client.get("/api/auth"));
        node.close();
        assertThat(server.query(ROWS, trace)).isEqualTo("100");
        assertThat(server.query("select count(*) from pg_class where relname = 'log_20200102'"))
                .as("a day past retention")
                .isEqualTo("0");
    }

    @Test
    void a_node_that_is_told_not_to_log_writes_no_row() {
        var node = Perigee.node(Perigee.roomy("perigee.log.enabled=false"));
        var client = traced(Http.to(node), trace);
        assertThat(client.get("/api/auth").status()).isEqualTo(200);
        assertThat(client.get("/api/user").status()).isEqualTo(401);
        node.close();
        assertThat(server.query(ROWS, trace)).isEqualTo("0");
    }

    @Test
    void every_day_from_yesterday_to_days_ahead_has_a_partition() {
        for (String day : List.of("-1 day", "0 days", "1 day", "6 days")) {
            assertThat(server.query(
                            "select count(*) from pg_class"
                                    + " where relname = 'log_' || to_char(now() at time zone 'UTC' + ?::interval, 'YYYYMMDD')",
                            day))
                    .as(day)
                    .isEqualTo("1");
        }
    }

    @Test
    void every_partition_is_bound_by_row_level_security() {
        assertThat(server.query("""
                        select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                         where i.inhparent = 'log'::regclass and not (c.relrowsecurity and c.relforcerowsecurity)
                        """)).isEqualTo("0");
    }
}
