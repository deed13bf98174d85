package dev.perigee.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What an account sees of its own requests, and that it sees nobody else's. */
class LoggedRequestsTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);
    private static final String LOG = "/api/log";

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static Http traced(Http client, String trace) {
        return client.with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    }

    /** Puts so many rows into the account's log, all of one moment. */
    private void fill(UUID whose, int rows, String trace, int status, Instant time) {
        SERVER.query("""
                insert into log (time, trace_id, method, route, path, status, duration_us, caller, user_id, account_id,
                                 ip, body)
                select ?::timestamptz, ?, 'GET', '/api/project/{id}', '/api/project/' || n, ?, n, 'key:' || ?::uuid,
                       ?, ?, '203.0.113.7', '{name=Row ' || n || ' of Ada}'
                  from generate_series(1, ?) n
                """, time.toString(), trace, status, owner.session().toString(), owner.id(), whose, rows);
    }

    private static Instant ago(int minutes) {
        return Instant.now().minus(minutes, ChronoUnit.MINUTES);
    }

    private Answer list(String query) {
        return owner.api().get(LOG + '?' + query);
    }

    private static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);
    }

    private static List<String> values(Answer page, String field) {
        return page.json()
                .path("items")
                .valueStream()
                .map(item -> item.path(field).asString())
                .toList();
    }

    /** Every item of the list, page by page. */
    private List<JsonNode> all(String path) {
        var items = new ArrayList<JsonNode>();
        String next = "";
        do {
            var page = owner.api().get(path + (next.isEmpty() ? "" : "&cursor=" + next));
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            page.json().path("items").valueStream().forEach(items::add);
            next = page.field("next");
        } while (!next.isEmpty());
        return items;
    }

    /** The one request of a trace, once it is in the log. */
    private JsonNode logged(String trace) {
        var page = Person.until(() -> {
            var answer = owner.api().get(LOG + '/' + trace);
            return answer.status() == 200 ? answer : null;
        });
        assertThat(page.json().path("items")).hasSize(1);
        return page.json().path("items").path(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "user"})
    void whoever_is_no_developer_sees_no_log(String role) {
        var member = PEOPLE.member(account, role);
        String trace = trace();
        fill(account, 1, trace, 200, ago(1));
        for (String path : List.of(LOG, LOG + '/' + trace)) {
            var answer = member.api().get(path);
            assertThat(answer.status() + answer.code()).isEqualTo("403permission_missing");
        }
    }

    @Test
    void a_key_needs_the_scope() {
        var without = Http.to(SERVER).bearer(PEOPLE.key(owner, "owner", Set.of("project.read")));
        assertThat(without.get(LOG).code()).isEqualTo("scope_missing");
        var with = Http.to(SERVER).bearer(PEOPLE.key(owner, "developer", Set.of("log.read")));
        assertThat(with.get(LOG).status()).isEqualTo(200);
    }

    @Test
    void another_accounts_requests_are_absent() {
        String trace = trace();
        fill(PEOPLE.account(), 3, trace, 500, ago(1));
        assertThat(all(LOG + "?status=500")).isEmpty();
        assertThat(all(LOG + "?q=" + trace)).isEmpty();
        var foreign = owner.api().get(LOG + '/' + trace);
        var none = owner.api().get(LOG + '/' + trace());
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body().replaceFirst("\"trace_id\":\"\\w+\"", ""))
                .isEqualTo(none.body().replaceFirst("\"trace_id\":\"\\w+\"", ""));
    }

    @Test
    void a_trace_id_that_accounts_share_shows_each_its_own() {
        String trace = trace();
        fill(account, 1, trace, 200, ago(2));
        fill(PEOPLE.account(), 5, trace, 200, ago(1));
        assertThat(all(LOG + '/' + trace + "?limit=1")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "key=grace,                                         400, unreadable",
        "user=1,                                           400, unreadable",
        "from=yesterday,                                   400, unreadable",
        "to=2026-13-01T00:00:00Z,                          400, unreadable",
        "status=99,                                        422, invalid",
        "status=6xx,                                       422, invalid",
        "status=40x,                                       422, invalid",
        "method=get,                                       422, invalid",
        "q=%00,                                            422, invalid",
        "q=%0A,                                            422, invalid",
        "route=%20,                                        422, invalid",
        "limit=0,                                          422, invalid",
        "cursor=page-two,                                  422, invalid_cursor",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, 422, invalid"
    })
    void a_filter_that_means_nothing_is_refused(String query, int status, String code) {
        var answer = list(query);
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
        assertThat(answer.body()).doesNotContain("java", "grace");
    }

    @Test
    void a_text_that_is_too_long_is_refused() {
        assertThat(list("q=" + "x".repeat(101)).code()).isEqualTo("invalid");
        assertThat(list("route=" + "x".repeat(201)).code()).isEqualTo("invalid");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE / 2, -2, 0, 1, Long.MAX_VALUE / 2, Long.MAX_VALUE})
    void a_made_up_cursor_leads_nowhere_bad(long number) {
        byte[] bytes = ByteBuffer.allocate(16).putLong(number).putLong(number).array();
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(list("cursor=" + cursor).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=-1000000000-01-01T00:00:00Z", "to=%2B1000000000-12-31T23:59:59Z"})
    void a_time_beyond_all_is_a_time(String query) {
        fill(account, 1, trace(), 200, ago(1));
        assertThat(all(LOG + '?' + query)).isNotEmpty();
    }

    @Test
    @DisplayName("S-168: no secret stands in the list, wherever it stood in a request")
    void no_secret_is_ever_listed() {
        String canary = "canary" + trace();
        String key = PEOPLE.key(owner, "owner", Set.of("project.create"));
        owner.api().post("/api/project", Json.of("name", "shown", "notes", canary));
        owner.api().post("/api/key/" + UUID.randomUUID() + "/reveal", Json.of("password", canary));
        owner.api().get("/api/project/" + canary + "?token=" + canary);
        owner.api().get(LOG + "?q=" + canary);
        Http.to(SERVER).bearer(key).with("X-Secret", canary).get("/api/project?api_key=" + key);
        String last = trace();
        traced(owner.api(), last).get("/api/project");
        logged(last);
        var all = all(LOG + "?limit=100");
        assertThat(all).hasSizeGreaterThanOrEqualTo(6);
        assertThat(all.toString())
                .contains("{name=shown, notes=***}", "/api/project/***")
                .doesNotContain(canary, key, key.substring(9));
    }

    @Test
    void a_request_is_shown_with_who_made_it_and_how_it_ended() {
        String trace = trace();
        String id = UUID.randomUUID().toString();
        String address = Perigee.freshAddress();
        traced(owner.api().from(address), trace).get("/api/project/" + id);
        var request = logged(trace);
        assertThat(request.path("method").asString()).isEqualTo("GET");
        assertThat(request.path("route").asString()).isEqualTo("/api/project/{id}");
        assertThat(request.path("path").asString()).isEqualTo("/api/project/" + id);
        assertThat(request.path("status").asInt()).isEqualTo(404);
        assertThat(request.path("duration_us").asLong()).isPositive();
        assertThat(request.path("session_id").asString())
                .isEqualTo(owner.session().toString());
        assertThat(request.path("key_id").isNull()).isTrue();
        assertThat(request.path("user_id").asString()).isEqualTo(owner.id().toString());
        assertThat(request.path("ip").asString()).isEqualTo(address);
    }

    @Test
    void the_log_shows_who_read_it() {
        String trace = trace();
        traced(owner.api(), trace).get(LOG);
        assertThat(logged(trace).path("route").asString()).isEqualTo(LOG);
    }

    @Test
    void what_a_key_did_is_found_by_the_key() {
        var issued = owner.api().post("/api/key", Json.of("name", "A key", "scopes", List.of("project.read")));
        String trace = trace();
        traced(Http.to(SERVER).bearer(issued.field("key")), trace).get("/api/project");
        assertThat(logged(trace).path("key_id").asString()).isEqualTo(issued.field("id"));
        assertThat(values(list("key=" + issued.field("id")), "trace_id")).containsExactly(trace);
        assertThat(all(LOG + "?key=" + owner.session())).isEmpty();
    }

    @Test
    void each_filter_leaves_out_the_others() {
        String fine = trace();
        String broken = trace();
        fill(account, 1, fine, 200, ago(20));
        fill(account, 1, broken, 503, ago(10));
        Stream.of("status=503", "status=5xx", "from=" + ago(15), "from=" + ago(15) + "&to=" + ago(5), "q=" + broken)
                .forEach(query -> assertThat(values(
                                list("method=GET&route=" + encoded("/api/project/{id}") + '&' + query), "trace_id"))
                        .as(query)
                        .containsExactly(broken));
        assertThat(values(list("to=" + ago(15)), "trace_id")).containsExactly(fine);
        for (String query : List.of(
                "route=/api/project",
                "method=POST&status=2xx",
                "user=" + UUID.randomUUID(),
                "q=" + fine + "&status=5xx")) {
            assertThat(values(list(query), "trace_id")).as(query).doesNotContain(fine, broken);
        }
        assertThat(values(list("user=" + owner.id() + "&status=200&to=" + ago(15)), "trace_id"))
                .containsExactly(fine);
    }

    @Test
    void a_search_finds_a_text_in_path_address_and_body_and_takes_no_sign_for_another() {
        fill(account, 12, trace(), 200, ago(10));
        assertThat(all(LOG + "?q=" + encoded("ROW 12 of"))).hasSize(1);
        assertThat(all(LOG + "?q=/api/project/11")).hasSize(1);
        assertThat(all(LOG + "?q=203.0.113")).hasSize(12);
        assertThat(all(LOG + "?q=" + encoded("Row _ of"))).isEmpty();
        assertThat(all(LOG + "?q=" + encoded("' or true --"))).isEmpty();
    }

    @Test
    void rows_of_one_moment_and_one_trace_are_each_on_one_page() {
        String trace = trace();
        Instant time = ago(10);
        fill(account, 25, trace, 200, time);
        fill(account, 3, trace, 200, time.minusSeconds(1));
        for (String path : List.of(LOG + "?limit=10&to=" + ago(5), LOG + '/' + trace + "?limit=7")) {
            var items = all(path);
            assertThat(items).hasSize(28);
            assertThat(items).doesNotHaveDuplicates();
            assertThat(items.stream().map(item -> item.path("time").asString()).toList())
                    .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        }
    }

    @Test
    void a_page_looks_at_ten_thousand_rows_and_says_where_it_goes_on() {
        String wanted = trace();
        fill(account, 1, wanted, 418, ago(30));
        fill(account, 10_050, trace(), 200, ago(10));
        var first = list("status=418");
        assertThat(first.json().path("items")).isEmpty();
        assertThat(first.field("next")).isNotEmpty();
        var second = list("status=418&cursor=" + first.field("next"));
        assertThat(values(second, "trace_id")).containsExactly(wanted);
        assertThat(second.field("next")).isEmpty();
    }

    @Test
    void what_is_past_retention_is_out_of_reach() throws SQLException {
        String trace = trace();
        try (var connection = SERVER.database("perigee_owner");
                var statement = connection.createStatement()) {
            statement.execute("create table log_20200103 partition of log"
                    + " for values from ('2020-01-03 00:00Z') to ('2020-01-04 00:00Z')");
            try {
                fill(account, 1, trace, 200, Instant.parse("2020-01-03T12:00:00Z"));
                assertThat(all(LOG + "?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z"))
                        .isEmpty();
                assertThat(owner.api().get(LOG + '/' + trace).status()).isEqualTo(404);
            } finally {
                statement.execute("drop table if exists log_20200103");
            }
        }
    }

    @Test
    void a_node_that_does_not_log_still_shows_what_there_is() {
        String trace = trace();
        fill(account, 1, trace, 200, ago(5));
        try (var node =
                Perigee.node(Perigee.roomy("perigee.log.enabled=false", "perigee.client-url=" + SERVER.url()))) {
            var client = Http.to(node).bearer(owner.person().token());
            client.get("/api/project");
            assertThat(values(client.get(LOG), "trace_id")).containsExactly(trace);
        }
    }
}
