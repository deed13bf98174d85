package dev.perigee.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say what of the product, and who reads it. */
class FeedbackTest {

    private static final String FEEDBACK = "/api/feedback";
    private static final Perigee SERVER = Perigee.shared();

    private final Population people = Population.of(SERVER);
    private final UUID account = people.account();
    private final Member owner = people.member(account, "owner");
    private final Member grace = people.member(account, "user");

    private static Answer give(Member member, int rating, String comment) {
        return member.api().post(FEEDBACK, Json.of("rating", rating, "comment", comment, "page", "/account/keys"));
    }

    private static int number(Member member) {
        return member.api().get(FEEDBACK).json().path("items").size();
    }

    @Test
    void every_member_says_what_they_think_and_sees_their_own_alone() {
        var given = give(grace, 5, "Ça marche, 日本語も\nin two lines");
        assertThat(given.status()).isEqualTo(201);
        assertThat(grace.api().get(FEEDBACK).json().at("/items/0")).isEqualTo(given.json());
        assertThat(number(owner)).isZero();
        assertThat(SERVER.query("select comment from feedback where account_id = ?", account))
                .isEqualTo("Ça marche, 日本語も\nin two lines");
    }

    @Test
    void a_rating_is_enough() {
        assertThat(grace.api().post(FEEDBACK, "{\"rating\": 1}").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"rating\": 0}",
                "{\"rating\": 6}",
                "{\"rating\": null}",
                "{\"rating\": 3, \"page\": \"a\\nb\"}",
                "{\"rating\": 3, \"page\": \"\"}"
            })
    void what_is_no_feedback_is_refused(String body) {
        assertThat(grace.api().post(FEEDBACK, body).status()).isEqualTo(422);
        assertThat(number(grace)).isZero();
    }

    @Test
    void a_comment_has_its_bounds() {
        assertThat(give(grace, 3, "x".repeat(5_000)).status()).isEqualTo(201);
        assertThat(give(grace, 3, "x".repeat(5_001)).status()).isEqualTo(422);
    }

    @Test
    void a_repeated_request_is_said_once() {
        var api = grace.api().with("Idempotency-Key", "once");
        String body = Json.of("rating", 4);
        assertThat(api.post(FEEDBACK, body).field("id"))
                .isEqualTo(api.post(FEEDBACK, body).field("id"));
        assertThat(number(grace)).isEqualTo(1);
    }

    @Test
    void twenty_an_hour_and_person() {
        try (var strict = Perigee.node("perigee.client-url=" + SERVER.url())) {
            var api = Http.to(strict)
                    .from(Perigee.freshAddress())
                    .bearer(grace.person().token());
            for (int i = 0; i < 20; i++) {
                assertThat(api.post(FEEDBACK, "{\"rating\": 3}").status()).isEqualTo(201);
            }
            assertThat(api.post(FEEDBACK, "{\"rating\": 3}").status()).isEqualTo(429);
        }
    }

    @Test
    void it_goes_with_its_person() {
        give(grace, 2, "I am leaving");
        assertThat(grace.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(SERVER.query("select count(*) from feedback where account_id = ?", account))
                .isEqualTo("0");
    }
}
