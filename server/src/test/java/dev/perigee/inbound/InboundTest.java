package dev.perigee.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.secret.Vault;
import dev.perigee.secret.WebhookSignature;
import dev.perigee.testing.Acme;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another service sends is taken from it alone, kept, and processed once. */
class InboundTest {

    private static final String ACME = "/api/inbound/acme";

    /** All ten attempts at once, and leases that are soon over. */
    private static final String[] SETTINGS = {
        "perigee.inbound.waits=" + String.join(",", Collections.nCopies(9, "0s")), "perigee.inbound.lease=1s"
    };

    private static Perigee server = Perigee.shared();
    private static Perigee other = Perigee.shared();

    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy(SETTINGS));
        server.query("create table acme_count (what text not null)");
        server.query("grant insert on acme_count to perigee_app");
        other = Perigee.node(Perigee.roomy(
                Stream.of(List.of(SETTINGS), server.databaseSettings(), List.of("perigee.client-url=" + server.url()))
                        .flatMap(List::stream)
                        .toArray(String[]::new)));
    }

    @AfterAll
    static void stop() {
        other.close();
        server.close();
    }

    @AfterEach
    void restore() {
        for (var node : List.of(server, other)) {
            node.bean(Acme.class).secrets(Acme.SECRET);
            node.bean(Acme.class).release();
        }
    }

    private static Answer send(Perigee node, Map<String, String> headers, String body) {
        var client = Http.to(node);
        for (var header : headers.entrySet()) {
            client = client.with(header.getKey(), header.getValue());
        }
        return client.sendBytes("POST", ACME, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer send(String event, String body) {
        return send(server, Acme.headers(event, Instant.now(), body, Acme.SECRET), body);
    }

    private static String counting(String what) {
        return "{\"type\": \"count\", \"what\": \"" + what + "\"}";
    }

    private Answer sendAt(Instant time) {
        String body = counting(id);
        return send(server, Acme.headers(id, time, body, Acme.SECRET), body);
    }

    private static String state(String event) {
        return server.query("select state from inbound_event where event_id = ?", event);
    }

    private static String counted(String what) {
        return server.query("select count(*) from acme_count where what = ?", what);
    }

    private static void until(String event, String state) {
        Person.until(() -> state(event).equals(state) ? true : null);
    }

    private void refused(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("signature_invalid");
        assertThat(state(id)).isEmpty();
    }

    @Test
    void an_event_is_taken_and_processed_and_its_text_wiped() {
        assertThat(send(id, counting(id)).status()).isEqualTo(202);
        until(id, "processed");
        assertThat(counted(id)).isEqualTo("1");
        assertThat(server.query("select sealed from inbound_event where event_id = ?", id))
                .isEqualTo("null");
    }

    @Test
    @DisplayName("S-150a: the signature is of the body as it came, to the byte")
    void another_body_has_another_signature() {
        String body = counting(id);
        var headers = Acme.headers(id, Instant.now(), body, Acme.SECRET);
        for (String other :
                List.of(body.replace("count", "coumt"), body.replace(": ", ":"), body + "\n", "", "{", " " + body)) {
            refused(send(server, headers, other));
        }
        assertThat(send(server, headers, body).status()).isEqualTo(202);
    }

    @ParameterizedTest(name = "S-150a: nothing is taken without {0}")
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void each_header_is_needed_as_it_is(String name) {
        String body = counting(id);
        var headers = new HashMap<>(Acme.headers(id, Instant.now(), body, Acme.SECRET));
        for (String value : List.of("v1,", "v1a,AAAA", "-1", "x".repeat(300), "99999999999999999999", " ")) {
            headers.put(name, value);
            refused(send(server, headers, body));
        }
        headers.remove(name);
        refused(send(server, headers, body));
    }

    @Test
    @DisplayName("S-150a: another's secret, none that is known, or one that is broken lets nothing in")
    void only_who_knows_the_secret_is_believed() {
        String body = counting(id);
        refused(send(server, Acme.headers(id, Instant.now(), body, WebhookSignature.newSecret()), body));
        for (String[] known : new String[][] {{}, {""}, {"whsec_"}, {"whsec_not base64"}}) {
            server.bean(Acme.class).secrets(known);
            refused(send(id, body));
        }
        String empty = Acme.headers(id, Instant.now(), body, Acme.SECRET).get("webhook-timestamp");
        refused(send(server, Map.of("webhook-id", id, "webhook-timestamp", empty, "webhook-signature", "v1,"), body));
    }

    @Test
    void while_one_secret_takes_the_place_of_another_both_are_believed() {
        String old = WebhookSignature.newSecret();
        server.bean(Acme.class).secrets(old, Acme.SECRET);
        String body = counting(id);
        var now = Instant.now();
        assertThat(send(server, Acme.headers(id + "1", now, body, old), body).status())
                .isEqualTo(202);
        assertThat(send(id + "2", body).status()).isEqualTo(202);
        var both = new HashMap<>(Acme.headers(id + "3", now, body, WebhookSignature.newSecret()));
        both.merge(
                "webhook-signature",
                Acme.headers(id + "3", now, body, old).get("webhook-signature"),
                (one, two) -> one + ' ' + two);
        assertThat(send(server, both, body).status()).isEqualTo(202);
    }

    @Test
    @DisplayName("S-150b: what was sent more than five minutes ago, or will be, is not taken")
    void what_is_not_of_now_is_refused() {
        var now = Instant.now();
        refused(sendAt(now.minus(Duration.ofMinutes(10))));
        refused(sendAt(now.minus(Duration.ofSeconds(302))));
        refused(sendAt(now.plus(Duration.ofMinutes(10))));
        refused(sendAt(Instant.EPOCH));
        assertThat(sendAt(now.minus(Duration.ofSeconds(290))).status()).isEqualTo(202);
    }

    @Test
    void a_service_that_nobody_knows_is_not_there() {
        assertThat(Http.to(server).post("/api/inbound/nobody", "{}").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("S-150c: of twenty that are the same, on two nodes at once, one has an effect")
    void the_same_event_is_processed_once() {
        String body = counting(id);
        var headers = Acme.headers(id, Instant.now(), body, Acme.SECRET);
        var answers = Together.ask(20, number -> send(number % 2 == 0 ? server : other, headers, body));
        assertThat(Together.statuses(answers)).containsOnly(202);
        until(id, "processed");
        assertThat(send(id, body).status()).isEqualTo(202);
        assertThat(counted(id)).isEqualTo("1");
        assertThat(server.query("select count(*) from inbound_event where event_id = ?", id))
                .isEqualTo("1");
    }

    @Test
    void what_fails_is_tried_ten_times_and_parked_and_holds_up_nothing_and_leaves_nothing() {
        send(id, "{\"type\": \"fail\", \"secret\": \"Grace Hopper\"}");
        var others = IntStream.range(0, 20).mapToObj(n -> id + n).toList();
        others.forEach(one -> send(one, counting(id)));
        others.forEach(one -> until(one, "processed"));
        until(id, "parked");
        assertThat(server.query("select attempts from inbound_event where event_id = ?", id))
                .isEqualTo("10");
        assertThat(counted(id)).isEqualTo("20");
        assertThat(server.query("select last_error from inbound_event where event_id = ?", id))
                .isEqualTo("IllegalStateException");
        assertThat(server.query("select position('Grace'::bytea in sealed) from inbound_event where event_id = ?", id))
                .isEqualTo("0");
    }

    @Test
    void what_was_parked_is_tried_again_when_an_operator_says_so() {
        send(id, "{\"type\": \"fail\"}");
        until(id, "parked");
        server.query("""
                update inbound_event set state = 'waiting', attempts = 0, next_attempt_at = now(), ended_at = null
                 where event_id = ?""", id);
        Person.until(() -> state(id).equals("parked") ? true : null);
        assertThat(server.query("select attempts from inbound_event where event_id = ?", id))
                .isEqualTo("10");
    }

    @Test
    void what_takes_long_is_taken_by_nobody_else_and_holds_up_nothing() {
        server.bean(Acme.class).hold();
        other.bean(Acme.class).hold();
        send(id, "{\"type\": \"slow\"}");
        var others = IntStream.range(0, 20).mapToObj(n -> id + n).toList();
        others.forEach(one -> send(one, counting(id)));
        others.forEach(one -> until(one, "processed"));
        Person.until(() -> "t".equals(server.query("""
                        select attempts = 1 and next_attempt_at < now() from inbound_event where event_id = ?""", id)) ? true : null);
        send(id + "last", counting(id));
        until(id + "last", "processed");
        assertThat(server.query("select attempts from inbound_event where event_id = ?", id))
                .isEqualTo("1");
        server.bean(Acme.class).release();
        other.bean(Acme.class).release();
        until(id, "processed");
        assertThat(counted(id)).isEqualTo("22");
    }

    /** The row as a node leaves it that is killed in the middle. */
    private void leave(String event, int attempts) {
        var row = UUID.randomUUID();
        var sealed = server.bean(Vault.class).seal(InboundEventStore.place(row), counting(id));
        server.query("""
                insert into inbound_event (id, provider, event_id, type, sealed, attempts, next_attempt_at)
                values (?, 'acme', ?, 'count', ?, ?, now() + interval '1 second')""", row, event, sealed.bytes(), attempts);
    }

    @Test
    void what_a_killed_node_was_at_is_taken_up_when_its_lease_is_over() {
        leave(id, 1);
        until(id, "processed");
        assertThat(counted(id)).isEqualTo("1");
    }

    @Test
    void what_kills_its_node_each_time_is_parked() {
        leave(id, 10);
        until(id, "parked");
        assertThat(counted(id)).isEqualTo("0");
    }
}
