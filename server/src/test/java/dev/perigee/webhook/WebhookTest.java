package dev.perigee.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.perigee.secret.WebhookSignature;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.ReceiverStandIn;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may add receivers, what they are told of, and that they can know it is us. */
class WebhookTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);
    private static final String WEBHOOKS = "/api/webhook";

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");
    private final ReceiverStandIn receiver = new ReceiverStandIn();

    @AfterEach
    void close() {
        receiver.close();
    }

    private Answer add(String... events) {
        return add(owner, receiver.url(), events);
    }

    private static Answer add(Member maker, String url, String... events) {
        return maker.api().post(WEBHOOKS, Json.of("url", url, "events", List.of(events)));
    }

    private static String path(Answer webhook) {
        return WEBHOOKS + '/' + webhook.field("id");
    }

    private String project(String name) {
        var made = owner.api().post("/api/project", Json.of("name", name));
        assertThat(made.status()).isEqualTo(201);
        return made.field("id");
    }

    private JsonNode deliveries(Answer webhook) {
        return owner.api().get(path(webhook) + "/delivery").json().path("items");
    }

    private String untilState(Answer webhook, String state) {
        return Person.until(() -> {
            var first = deliveries(webhook).path(0);
            return state.equals(first.path("state").asString())
                    ? first.path("id").asString()
                    : null;
        });
    }

    private static void verify(String secret, ReceiverStandIn.Received message)
            throws WebhookVerificationException, EmptyWebhookSecretException {
        verify(secret, message, message.body());
    }

    private static void verify(String secret, ReceiverStandIn.Received message, String body)
            throws WebhookVerificationException, EmptyWebhookSecretException {
        new com.standardwebhooks.Webhook(secret)
                .verify(
                        body,
                        HttpHeaders.of(
                                Map.of(
                                        "webhook-id", List.of(message.id()),
                                        "webhook-timestamp", List.of(message.timestamp()),
                                        "webhook-signature", List.of(message.signature())),
                                (name, value) -> true));
    }

    private static boolean knows(String secret, ReceiverStandIn.Received message, String body) {
        try {
            verify(secret, message, body);
            return true;
        } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
            return false;
        }
    }

    @Test
    void another_account_sees_and_changes_nothing() {
        var webhook = add("*");
        var stranger = PEOPLE.member(PEOPLE.account(), "owner").api();
        assertThat(stranger.get(path(webhook)).status()).isEqualTo(404);
        assertThat(stranger.get(path(webhook) + "/delivery").status()).isEqualTo(404);
        assertThat(stranger.patch(path(webhook), "{\"paused\": true}").status()).isEqualTo(404);
        assertThat(stranger.post(path(webhook) + "/test", "").status()).isEqualTo(404);
        assertThat(stranger.delete(path(webhook)).status()).isEqualTo(404);
        assertThat(owner.api().get(path(webhook)).field("state")).isEqualTo("active");
    }

    @Test
    void what_is_no_event_is_refused_by_name() {
        var answer = add("project.created", "project.exploded");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/code").asString()).isEqualTo("unknown_event");
        assertThat(answer.json().at("/errors/0/detail").asString()).contains("project.exploded");
    }

    @Test
    void a_receiver_that_does_not_resolve_is_taken_and_fails_when_it_is_told() {
        var webhook = add(owner, "https://nobody.invalid/hook", "*");
        assertThat(webhook.status()).isEqualTo(201);
        owner.api().post(path(webhook) + "/test", "");
        untilState(webhook, "dead");
        assertThat(deliveries(webhook).at("/0/attempts/0/status").isNull()).isTrue();
    }

    @Test
    @DisplayName("S-143: of a receiver inside the log tells what it tells of one that is not there")
    void a_receiver_inside_looks_like_one_that_is_not_there() {
        var shown = List.of("http://169.254.169.254/latest", "http://10.0.0.1:22/", "https://nobody.invalid/").stream()
                .map(this::whatATestShows)
                .distinct();
        assertThat(shown).containsExactly("dead, test, 1 without an answer");
    }

    /** Of a receiver that moved after it was saved. */
    private String whatATestShows(String url) {
        var webhook = add("*");
        SERVER.query("update webhook_endpoint set url = ? where id = ?::uuid", url, webhook.field("id"));
        owner.api().post(path(webhook) + "/test", "");
        untilState(webhook, "dead");
        var delivery = deliveries(webhook).path(0);
        assertThat(delivery.at("/attempts/0").propertyNames()).containsExactly("at", "status");
        assertThat(delivery.at("/attempts/0/status").isNull()).isTrue();
        return "%s, %s, %d without an answer"
                .formatted(
                        delivery.path("state").asString(),
                        delivery.path("kind").asString(),
                        delivery.path("attempts").size());
    }

    @Test
    void the_secret_is_shown_once() {
        var webhook = add("*");
        assertThat(webhook.field("secret")).startsWith("whsec_");
        String shown = owner.api().get(path(webhook)).toString()
                + owner.api().get(WEBHOOKS)
                + owner.api().get("/api/audit");
        assertThat(shown).doesNotContain(webhook.field("secret"));
        assertThat(SERVER.query(
                        "select count(*) from webhook_endpoint e where e::text like ?",
                        "%" + webhook.field("secret") + "%"))
                .isEqualTo("0");
    }

    @Test
    void a_plan_tells_how_many_there_may_be() {
        PEOPLE.subscribe(account, PEOPLE.plan("{\"webhooks\": 1}"));
        assertThat(add("*").status()).isEqualTo(201);
        assertThat(add("*").code()).isEqualTo("plan_limit_reached");
    }

    @Test
    void it_is_told_of_what_it_has_chosen_and_of_nothing_else() {
        add("project.deleted");
        var other = new ReceiverStandIn();
        try (other) {
            add(owner, other.url(), "*");
            String id = project("Apollo");
            owner.api().delete("/api/project/" + id);
            assertThat(other.await(2))
                    .extracting(message -> type(message.body()))
                    .containsExactlyInAnyOrder("project.created", "project.deleted");
            assertThat(receiver.await(1))
                    .extracting(message -> type(message.body()))
                    .containsExactly("project.deleted");
        }
    }

    private static String type(String body) {
        return Json.read(body).path("type").asString();
    }

    @Test
    void what_did_not_happen_is_not_told() {
        var webhook = add("*");
        assertThat(owner.api().post("/api/project", "{\"name\": \"\"}").status())
                .isEqualTo(422);
        project("Apollo");
        receiver.await(1);
        assertThat(deliveries(webhook)).hasSize(1);
    }

    @Test
    @DisplayName("S-144: the official library knows every message, and none that was altered")
    void messages_are_signed_by_the_specification() throws Exception {
        var webhook = add("*");
        project("Apollo “11” 🚀");
        var message = receiver.await(1).getFirst();
        verify(webhook.field("secret"), message);
        assertThat(message.body()).contains("Apollo “11” 🚀");
        String secret = webhook.field("secret");
        assertThat(knows(secret, message, message.body().replace("11", "12"))).isFalse();
        assertThat(knows(WebhookSignature.newSecret(), message, message.body())).isFalse();
        assertThat(deliveries(webhook).at("/0/message_id").asString()).isEqualTo(message.id());
    }

    @Test
    @DisplayName("S-144: while a secret is changed, both sign")
    void both_secrets_sign_during_a_rotation() throws Exception {
        var webhook = add("*");
        var rotated = owner.api().post(path(webhook) + "/rotate", "{\"overlap_hours\": 1}");
        project("Apollo");
        var message = receiver.await(1).getFirst();
        assertThat(message.signature().split(" ", -1)).hasSize(2);
        verify(webhook.field("secret"), message);
        verify(rotated.field("secret"), message);
        var last = owner.api().post(path(webhook) + "/rotate", "{\"overlap_hours\": 0}");
        project("Gemini");
        var after = receiver.await(2).getLast();
        assertThat(after.signature().split(" ", -1)).hasSize(1);
        verify(last.field("secret"), after);
        assertThat(knows(rotated.field("secret"), after, after.body())).isFalse();
    }

    @Test
    void a_replay_is_the_same_message_signed_with_the_secret_of_now() throws Exception {
        var webhook = add("*");
        project("Apollo");
        var first = receiver.await(1).getFirst();
        String delivery = untilState(webhook, "delivered");
        var rotated = owner.api().post(path(webhook) + "/rotate", "{\"overlap_hours\": 0}");
        receiver.answer(500);
        var replay = owner.api().post(path(webhook) + "/delivery/" + delivery + "/replay", "");
        assertThat(replay.status()).isEqualTo(202);
        var second = receiver.await(2).getLast();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.body()).isEqualTo(first.body());
        verify(rotated.field("secret"), second);
        String id = replay.field("id");
        Person.until(() -> deliveryOf(webhook, id).path("attempts").isEmpty() ? null : true);
        assertThat(deliveryOf(webhook, id).at("/attempts/0/status").asInt()).isEqualTo(500);
        assertThat(owner.api().get(path(webhook)).field("state"))
                .as("A replay does not count")
                .isEqualTo("active");
    }

    private JsonNode deliveryOf(Answer webhook, String id) {
        return owner.api().get(path(webhook) + "/delivery/" + id).json();
    }

    @Test
    void a_test_reaches_one_that_has_chosen_something_else() throws Exception {
        var webhook = add("project.deleted");
        add("*");
        var test = owner.api().post(path(webhook) + "/test", "");
        assertThat(test.status()).isEqualTo(202);
        var message = receiver.await(1).getFirst();
        verify(webhook.field("secret"), message);
        assertThat(Json.read(message.body()).at("/data/webhook").asString()).isEqualTo(webhook.field("id"));
        untilState(webhook, "delivered");
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void events_of_every_feature_are_listed_whole() {
        var listed = owner.api().get(WEBHOOKS + "/events").json().path("items");
        assertThat(listed.valueStream().map(item -> item.path("type").asString()))
                .contains("project.created", "member.joined", "key.issued", "webhook.tested");
        assertThat(listed.toString()).doesNotContain("$ref");
        listed.forEach(item -> {
            assertThat(item.path("example").path("type")).isEqualTo(item.path("type"));
            assertThat(item.path("schema").path("properties").propertyNames()).contains("type", "data");
        });
    }

    @Test
    @DisplayName("S-173: a message that names somebody goes with them")
    void what_names_an_erased_person_goes_with_them() {
        add("*");
        var person = Person.signedIn(SERVER);
        owner.api()
                .post(
                        "/api/invite",
                        Json.of("invites", List.of(Map.of("email", person.email(), "permission", "user"))));
        project("Stays");
        receiver.await(2);
        assertThat(messagesWith(person.email())).isEqualTo("1");
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(messagesWith(person.email())).isEqualTo("0");
        assertThat(messagesWith("Stays")).isEqualTo("1");
    }

    private String messagesWith(String text) {
        return SERVER.query(
                "select count(*) from webhook_message where account_id = ? and position(? in payload) > 0",
                account,
                text);
    }

    @Test
    void a_key_with_the_scope_may_and_a_user_may_not() {
        String key = owner.api()
                .post("/api/key", Json.of("name", "Hooks", "scopes", List.of("webhook.create")))
                .field("key");
        String body = Json.of("url", receiver.url(), "events", List.of("*"));
        assertThat(Http.to(SERVER).bearer(key).post(WEBHOOKS, body).status()).isEqualTo(201);
        assertThat(Http.to(SERVER).bearer(key).get(WEBHOOKS).code()).isEqualTo("scope_missing");
        assertThat(PEOPLE.member(account, "user").api().get(WEBHOOKS).status()).isEqualTo(403);
        assertThat(PEOPLE.member(account, "admin").api().get(WEBHOOKS).status()).isEqualTo(403);
    }
}
