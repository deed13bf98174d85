package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks for a form of answer that there is not is told so before anything happens; who asks for one that is, gets it. */
class AcceptTest {

    private static final Perigee SERVER = Perigee.shared();

    private static Answer page(String path, String accept) {
        return Http.to(SERVER).with("Accept", accept).get(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs", "/verify", "/dev/mail"})
    void a_page_is_shown_to_who_asks_for_html_alone(String path) {
        var answer = page(path, "text/html");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml;q=0.9, image/*"})
    void what_is_json_only_is_not_given_to_who_wants_none(String accept) {
        assertThat(page("/api/auth", accept).code()).isEqualTo("not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "text/html, application/json;q=0.1"})
    void json_is_given_to_who_takes_it_among_others(String accept) {
        assertThat(page("/api/auth", accept).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_made_for_who_could_not_read_the_answer() {
        var api = Http.to(SERVER).bearer(Person.signedIn(SERVER).token());
        var refused = api.with("Accept", "text/html").post("/api/project", Json.of("name", "unread"));
        assertThat(refused.status()).isEqualTo(406);
        assertThat(api.get("/api/project").json().path("items").size()).isZero();
    }
}
