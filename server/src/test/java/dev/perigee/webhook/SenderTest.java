package dev.perigee.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.ReceiverStandIn;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Receivers that are away, slow, broken or gone: what waits for them, how long, and that nobody else waits with them. */
class SenderTest {

    private static final List<String> SETTINGS = List.of("perigee.webhook.lease=16s", "perigee.webhook.rest=1h");

    private static Perigee server = Perigee.shared();

    private final Population people = Population.of(server);
    private final UUID account = people.account();
    private final Member owner = people.member(account, "owner");
    private final ReceiverStandIn receiver = new ReceiverStandIn();

    @BeforeAll
    static void start() {
        server = Perigee.alone(Perigee.roomy(SETTINGS.toArray(String[]::new)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private Answer add(ReceiverStandIn to) {
        return owner.api().post("/api/webhook", Json.of("url", to.url(), "events", List.of("*")));
    }

    private void project() {
        assertThat(owner.api().post("/api/project", "{\"name\": \"Apollo\"}").status())
                .isEqualTo(201);
    }

    private JsonNode webhook(Answer webhook) {
        return owner.api().get("/api/webhook/" + webhook.field("id")).json();
    }

    private JsonNode delivery(Answer webhook) {
        return owner.api()
                .get("/api/webhook/" + webhook.field("id") + "/delivery")
                .json()
                .at("/items/0");
    }

    private JsonNode untilAttempts(Answer webhook, int number) {
        return Person.until(() -> {
            var delivery = delivery(webhook);
            return delivery.path("attempts").size() == number ? delivery : null;
        });
    }

    /** Ends every wait between two attempts, as if it had passed. */
    private void tryNow() {
        server.query("update webhook_endpoint set rest_until = null where account_id = ?", account);
        server.query("update webhook_delivery set next_attempt_at = now() where account_id = ?", account);
    }

    @Test
    @DisplayName("S-146: a message is tried ten times over three days, and then given up")
    void a_message_is_given_up_after_ten_attempts() {
        receiver.answer(500);
        var webhook = add(receiver);
        project();
        double hours = 0;
        for (int attempt = 1; attempt < 10; attempt++) {
            var delivery = untilAttempts(webhook, attempt);
            assertThat(delivery.path("state").asString()).isEqualTo("waiting");
            hours += Double.parseDouble(server.query(
                    "select extract(epoch from next_attempt_at - now()) / 3600 from webhook_delivery where account_id = ?",
                    account));
            tryNow();
        }
        assertThat(hours).isBetween(64.0, 80.0);
        var last = untilAttempts(webhook, 10);
        assertThat(last.path("state").asString()).isEqualTo("dead");
        assertThat(last.path("next_attempt_at").isNull()).isTrue();
        assertThat(receiver.received()).hasSize(10);
        assertThat(receiver.received())
                .extracting(ReceiverStandIn.Received::id)
                .containsOnly(last.path("message_id").asString());
    }

    @Test
    void what_failed_first_arrives_later_and_the_receiver_is_well_again() {
        receiver.answerNext(503, 301);
        var webhook = add(receiver);
        project();
        untilAttempts(webhook, 1);
        assertThat(webhook(webhook).path("state").asString()).isEqualTo("failing");
        tryNow();
        untilAttempts(webhook, 2);
        tryNow();
        assertThat(untilAttempts(webhook, 3).path("state").asString()).isEqualTo("delivered");
        assertThat(webhook(webhook).path("state").asString()).isEqualTo("active");
    }

    @Test
    @DisplayName("S-146: a receiver without success for three days is paused, and its owner hears of it once")
    void a_receiver_that_never_works_is_paused() {
        receiver.answer(500);
        var webhook = add(receiver);
        project();
        untilAttempts(webhook, 1);
        server.query(
                "update webhook_endpoint set failing_since = now() - interval '3 days' where account_id = ?", account);
        tryNow();
        Person.until(() -> "paused".equals(webhook(webhook).path("state").asString()) ? true : null);
        assertThat(webhook(webhook).path("paused_by").asString()).isEqualTo("failing");
        project();
        assertThat(delivery(webhook).path("state").asString()).isEqualTo("waiting");
        assertThat(mailsAbout("webhook_failing")).isEqualTo("1");
        int before = receiver.received().size();
        receiver.answer(204);
        tryNow();
        owner.api().patch("/api/webhook/" + webhook.field("id"), "{\"paused\": false}");
        receiver.await(before + 2);
        Person.until(() -> "active".equals(webhook(webhook).path("state").asString()) ? true : null);
    }

    private String mailsAbout(String kind) {
        return server.query(
                "select count(*) from mail where kind = ? and recipient = ?",
                kind,
                owner.person().email());
    }

    @Test
    @DisplayName("S-146: a receiver that answers 410 is paused at once")
    void a_receiver_that_is_gone_is_paused() {
        receiver.answer(410);
        var webhook = add(receiver);
        project();
        Person.until(() -> "paused".equals(webhook(webhook).path("state").asString()) ? true : null);
        assertThat(webhook(webhook).path("paused_by").asString()).isEqualTo("gone");
        assertThat(delivery(webhook).path("state").asString()).isEqualTo("dead");
        assertThat(mailsAbout("webhook_gone")).isEqualTo("1");
    }

    @Test
    @DisplayName("S-145: a receiver that hangs gets two messages at once, and nobody waits for it")
    void a_receiver_that_hangs_delays_nobody_else() {
        receiver.hold();
        var hanging = add(receiver);
        try (var other = new ReceiverStandIn()) {
            add(other);
            for (int i = 0; i < 12; i++) {
                project();
            }
            other.await(12);
            assertThat(receiver.received()).hasSize(2);
            receiver.release();
            receiver.await(12);
            assertThat(receiver.mostAtOnce()).isEqualTo(2);
            assertThat(other.mostAtOnce()).isLessThanOrEqualTo(2);
            assertThat(webhook(hanging).path("state").asString()).isEqualTo("active");
        }
    }

    @Test
    void one_that_fails_again_and_again_is_left_alone_for_a_while() {
        receiver.answer(500);
        add(receiver);
        for (int i = 0; i < 12; i++) {
            project();
        }
        receiver.await(5);
        Person.until(() -> "t"
                        .equals(server.query(
                                "select rest_until > now() from webhook_endpoint where account_id = ?", account))
                ? true
                : null);
        assertThat(receiver.received().size()).isLessThan(8);
    }

    @Test
    void two_nodes_send_a_message_once() {
        add(receiver);
        try (var other = Perigee.node(Perigee.roomy(server.databaseSettings().toArray(String[]::new)))) {
            assertThat(other.port()).isPositive();
            for (int i = 0; i < 30; i++) {
                project();
            }
            receiver.await(30);
            Person.until(() -> "0"
                            .equals(server.query(
                                    "select count(*) from webhook_delivery where account_id = ? and state = 'waiting'",
                                    account))
                    ? true
                    : null);
            assertThat(receiver.received())
                    .extracting(ReceiverStandIn.Received::id)
                    .doesNotHaveDuplicates();
            assertThat(receiver.received()).hasSize(30);
        }
    }
}
