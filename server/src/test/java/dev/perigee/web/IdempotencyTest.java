package dev.perigee.web;

import static dev.perigee.web.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A POST may be repeated without fear: one key, one effect, one answer. */
class IdempotencyTest {

    private final Perigee server = Perigee.shared();
    private final Http api = Person.signedIn(server).api();
    private final String key = UUID.randomUUID().toString();

    private Answer create(String name) {
        return create(api, key, name);
    }

    private static Answer create(Http api, String key, String name) {
        return api.with("Idempotency-Key", key).post("/api/project", "{\"name\": \"" + name + "\"}");
    }

    private int count(Http api) {
        return api.get("/api/project?limit=100").json().path("items").size();
    }

    @ParameterizedTest(name = "S-171: the key \"{0}\" is unreadable")
    @ValueSource(strings = {"", " ", "two words", "tab\there", "ñ"})
    void a_key_of_odd_characters_is_unreadable(String odd) {
        var answer = create(api, odd, "a");
        assertProblem(answer, 400);
        assertThat(answer.code()).isEqualTo("idempotency_key_unreadable");
        assertThat(count(api)).isZero();
    }

    @Test
    @DisplayName("S-171: a key has at most 255 characters")
    void a_key_of_256_characters_is_unreadable() {
        assertProblem(create(api, "k".repeat(256), "a"), 400);
        assertThat(create(api, "k".repeat(255), "a").status()).isEqualTo(201);
    }

    @Test
    @DisplayName("S-171: a key that is used again for something else is refused")
    void the_same_key_with_another_body_is_refused() {
        create("first");
        var answer = create("second");
        assertProblem(answer, 422);
        assertThat(answer.code()).isEqualTo("idempotency_key_reused");
        assertThat(count(api)).isEqualTo(1);
        assertThat(create("first").status()).isEqualTo(201);
    }

    @Test
    void a_request_that_was_refused_does_not_use_up_its_key() {
        assertProblem(create(" "), 422);
        assertThat(create("better").status()).isEqualTo(201);
    }

    @Test
    @DisplayName("S-171: each key of a person has its own answer")
    void each_key_has_its_own_answer() {
        String other = UUID.randomUUID().toString();
        var first = create("first");
        var second = create(api, other, "second");
        assertThat(create("first").body()).isEqualTo(first.body());
        assertThat(create(api, other, "second").body()).isEqualTo(second.body());
    }

    @Test
    @DisplayName("S-171: a repetition has the first answer and no second effect")
    void a_repetition_has_the_first_answer() {
        var first = create("once");
        assertThat(first.header("idempotency-replayed")).isEmpty();
        var again = create("once");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotency-replayed")).contains("true");
        assertThat(count(api)).isEqualTo(1);
    }

    @Test
    void a_repetition_answers_as_at_first_even_when_the_row_has_changed_since() {
        var first = create("as it was");
        api.patch("/api/project/" + first.field("id"), "{\"name\": \"as it is\"}");
        assertThat(create("as it was").body()).isEqualTo(first.body());
    }

    @Test
    @DisplayName("S-171: fifty at once make one row and hear one answer")
    void fifty_at_once_make_one_row_and_hear_one_answer() {
        var answers = Together.ask(50, i -> Together.served(() -> create("at once")));
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(Answer::body)
                .containsOnly(answers.getFirst().body());
        assertThat(answers.stream()
                        .filter(answer -> answer.header("idempotency-replayed").isEmpty()))
                .hasSize(1);
        assertThat(count(api)).isEqualTo(1);
    }

    @Test
    @DisplayName("S-171: the key of another person is another key")
    void the_key_of_another_person_is_another_key() {
        var other = Person.signedIn(server).api();
        var mine = create(api, key, "mine");
        var theirs = create(other, key, "theirs");
        assertThat(theirs.status()).isEqualTo(201);
        assertThat(theirs.field("id")).isNotEqualTo(mine.field("id"));
        assertThat(create("mine").body()).isEqualTo(mine.body());
        assertThat(count(other)).isEqualTo(1);
    }

    @Test
    void without_a_key_every_request_counts() {
        api.post("/api/project", "{\"name\": \"twice\"}");
        api.post("/api/project", "{\"name\": \"twice\"}");
        assertThat(count(api)).isEqualTo(2);
    }

    @Test
    void a_kept_answer_can_be_read_by_the_server_only() {
        create("a plain name to look for");
        String kept = server.query("select encode(answer, 'escape') || request from idempotency where key = ?", key);
        assertThat(kept).isNotBlank().doesNotContain("plain", "name", "project");
    }

    @Test
    void a_key_is_free_again_after_a_day() {
        var first = create("yesterday");
        server.query("update idempotency set created_at = now() - interval '25 hours' where key = ?", key);
        var second = create("today");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("idempotency-replayed")).isEmpty();
        assertThat(second.field("id")).isNotEqualTo(first.field("id"));
        assertThat(create("today").body()).isEqualTo(second.body());
    }
}
