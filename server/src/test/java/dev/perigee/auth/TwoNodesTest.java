package dev.perigee.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.database.Notices;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.Collections;
import java.util.HashSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What one node does holds on the other. */
class TwoNodesTest {

    private static final Perigee HERE = Perigee.shared();
    private static final String NEXT = "nine amber lanterns 17";
    private static Perigee there;

    @BeforeAll
    static void startAnotherNode() {
        there = Perigee.node(Perigee.roomy("perigee.client-url=" + HERE.url()));
    }

    @AfterAll
    static void stopIt() {
        there.close();
    }

    private static Answer there(String token) {
        return Http.to(there).bearer(token).get("/api/user");
    }

    private static Answer here(String token) {
        return Http.to(HERE).bearer(token).get("/api/user");
    }

    /** Both nodes have seen the token and may keep what they saw. */
    private static void assertAcceptedOnBoth(String token) {
        assertThat(here(token).status()).isEqualTo(200);
        assertThat(there(token).status()).isEqualTo(200);
    }

    private static void assertSoonRefusedThere(String token) {
        assertThat(here(token).status()).isEqualTo(401);
        Person.until(() -> there(token).status() == 401 ? Boolean.TRUE : null);
    }

    private static Answer refresh(Perigee node, String token) {
        return Http.to(node).post("/api/auth/refresh", Json.of("refresh_token", token));
    }

    @Test
    @DisplayName("S-038")
    void who_signed_out_here_is_soon_refused_there() {
        var session = Person.signedIn(HERE).signIn();
        assertAcceptedOnBoth(session.field("token"));
        Http.to(HERE).bearer(session.field("token")).delete("/api/auth");
        assertSoonRefusedThere(session.field("token"));
        assertThat(refresh(there, session.field("refresh_token")).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-038: a node that hears nothing of the others asks the database")
    void a_node_that_has_gone_deaf_does_not_believe_what_it_knows() {
        try (var deaf = Perigee.node(Perigee.roomy("perigee.client-url=" + HERE.url()))) {
            var session = Http.to(deaf).bearer(Person.signedIn(HERE).signIn().field("token"));
            var me = session.get("/api/user");
            assertThat(me.status()).isEqualTo(200);
            deaf.bean(Notices.class).stop();
            HERE.query("delete from session where user_id = ?::uuid", me.field("id"));
            Person.until(() -> session.get("/api/user").status() == 401 ? true : null);
        }
    }

    @Test
    @DisplayName("S-039")
    void who_was_erased_here_is_soon_refused_there() {
        var person = Person.signedIn(HERE);
        assertAcceptedOnBoth(person.token());
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        assertSoonRefusedThere(person.token());
    }

    @Test
    @DisplayName("S-039")
    void whose_account_was_closed_here_is_soon_refused_there() {
        var person = Person.signedIn(HERE);
        assertAcceptedOnBoth(person.token());
        assertThat(person.api().delete("/api/account").status()).isEqualTo(204);
        var there = Http.to(TwoNodesTest.there).bearer(person.token());
        Person.until(() -> there.get("/api/account").status() == 403 ? Boolean.TRUE : null);
    }

    @Test
    void a_name_changed_here_is_soon_told_there() {
        var person = Person.signedIn(HERE);
        var there = Http.to(TwoNodesTest.there).bearer(person.token());
        assertThat(there.get("/api/auth").json().at("/user/name").asString()).isEqualTo("Ada Test");
        assertThat(person.api()
                        .patch("/api/user", Json.of("name", "Ada Changed"))
                        .status())
                .isEqualTo(200);
        assertThat(person.api().get("/api/auth").json().at("/user/name").asString())
                .isEqualTo("Ada Changed");
        Person.until(() -> "Ada Changed"
                        .equals(there.get("/api/auth").json().at("/user/name").asString())
                ? Boolean.TRUE
                : null);
    }

    @Test
    @DisplayName("S-043")
    void a_copied_refresh_token_used_here_ends_the_session_there() {
        var person = Person.signedIn(HERE);
        var session = person.signIn();
        assertAcceptedOnBoth(session.field("token"));
        refresh(there, session.field("refresh_token"));
        HERE.query("""
                update refresh_token r set used_at = used_at - interval '11 seconds'
                  from app_user u where u.id = r.user_id and u.email = ?""", person.email());
        assertThat(refresh(HERE, session.field("refresh_token")).status()).isEqualTo(401);
        assertSoonRefusedThere(session.field("token"));
    }

    @Test
    void confirming_there_ends_the_limited_session_here() {
        var person = Person.newOn(HERE);
        String nonce = person.signUp().cookie("__Host-signup");
        var limited = Http.to(HERE).bearer(person.signIn().field("token"));
        assertThat(limited.get("/api/auth").field("authenticated")).isEqualTo("true");
        assertThat(Http.to(there)
                        .with("Cookie", "__Host-signup=" + nonce)
                        .post("/api/user/verify", Json.of("token", person.mailedToken()))
                        .status())
                .isEqualTo(200);
        Person.until(() -> "false".equals(limited.get("/api/auth").field("authenticated")) ? Boolean.TRUE : null);
    }

    @Test
    @DisplayName("S-044")
    void ten_refreshes_at_once_on_both_nodes_get_the_same_successor() {
        String token = Person.signedIn(HERE).signIn().field("refresh_token");
        var answers = Together.ask(10, number -> refresh(number % 2 == 0 ? HERE : there, token));
        assertThat(Together.statuses(answers)).containsOnly(200);
        var successors = new HashSet<String>();
        answers.forEach(answer -> successors.add(answer.field("refresh_token")));
        assertThat(successors).hasSize(1);
    }

    @Test
    @DisplayName("S-055")
    void of_twenty_uses_of_a_link_on_both_nodes_exactly_one_confirms() {
        var person = Person.newOn(HERE);
        String nonce = person.signUp().cookie("__Host-signup");
        String body = Json.of("token", person.mailedToken());
        var answers = Together.ask(
                20,
                number -> Http.to(number % 2 == 0 ? HERE : there)
                        .with("Cookie", "__Host-signup=" + nonce)
                        .post("/api/user/verify", body));
        assertThat(Collections.frequency(Together.statuses(answers), 200)).isEqualTo(1);
        assertThat(Collections.frequency(Together.statuses(answers), 410)).isEqualTo(19);
    }

    @Test
    @DisplayName("S-055")
    void of_a_hundred_uses_of_a_sign_in_link_on_both_nodes_exactly_one_signs_in() {
        String body = Json.of("token", Person.signedIn(HERE).magicToken());
        var answers = Together.ask(
                100, number -> Together.served(() -> onEither(number).post("/api/auth/magic/verify", body)));
        assertThat(Collections.frequency(Together.statuses(answers), 200)).isEqualTo(1);
        assertThat(Collections.frequency(Together.statuses(answers), 410)).isEqualTo(99);
    }

    @Test
    @DisplayName("S-055")
    void of_fifty_resets_with_one_link_on_both_nodes_exactly_one_counts() {
        String body = Json.of("token", Person.signedIn(HERE).resetToken(), "password", NEXT);
        var answers = Together.ask(
                50, number -> Together.served(() -> onEither(number).post("/api/user/password/reset", body)));
        assertThat(Collections.frequency(Together.statuses(answers), 204)).isEqualTo(1);
        assertThat(Collections.frequency(Together.statuses(answers), 410)).isEqualTo(49);
    }

    private static Http onEither(int number) {
        return Http.to(number % 2 == 0 ? HERE : there).from(Perigee.freshAddress());
    }

    private static Answer useThere(String path, String token) {
        return Http.to(there).from(Perigee.freshAddress()).post(path, Json.of("token", token));
    }

    @Test
    @DisplayName("S-016")
    void a_password_changed_here_ends_the_other_sessions_and_the_links_there() {
        var person = Person.signedIn(HERE);
        var other = person.signIn();
        String magic = person.magicToken();
        String disown = person.disownToken();
        assertAcceptedOnBoth(other.field("token"));
        assertThat(person.api()
                        .send("PUT", "/api/user/password", Json.of("current", Person.PASSWORD, "password", NEXT))
                        .status())
                .isEqualTo(204);
        assertSoonRefusedThere(other.field("token"));
        assertThat(there(person.token()).status()).isEqualTo(200);
        assertThat(refresh(there, other.field("refresh_token")).status()).isEqualTo(401);
        assertThat(useThere("/api/auth/magic/verify", magic).status()).isEqualTo(410);
        assertThat(useThere("/api/auth/disown", disown).status()).isEqualTo(410);
    }

    @Test
    @DisplayName("S-016")
    void a_password_reset_here_ends_the_sessions_and_the_links_there() {
        var person = Person.signedIn(HERE);
        String magic = person.magicToken();
        assertAcceptedOnBoth(person.token());
        String body = Json.of("token", person.resetToken(), "password", NEXT);
        assertThat(Http.to(HERE)
                        .from(Perigee.freshAddress())
                        .post("/api/user/password/reset", body)
                        .status())
                .isEqualTo(204);
        assertSoonRefusedThere(person.token());
        assertThat(useThere("/api/auth/magic/verify", magic).status()).isEqualTo(410);
    }

    @Test
    @DisplayName("S-016")
    void a_sign_in_disowned_here_ends_the_sessions_and_the_password_there() {
        var person = Person.signedIn(HERE);
        String token = person.disownToken();
        assertAcceptedOnBoth(person.token());
        assertThat(Http.to(HERE)
                        .from(Perigee.freshAddress())
                        .post("/api/auth/disown", Json.of("token", token))
                        .status())
                .isEqualTo(200);
        assertSoonRefusedThere(person.token());
        String form = Json.of("email", person.email(), "password", Person.PASSWORD);
        assertThat(Http.to(there).post("/api/auth", form).status()).isEqualTo(401);
    }

    @Test
    void who_signed_in_there_is_known_here() {
        var person = Person.signedIn(HERE);
        var session = Http.to(there).post("/api/auth", Json.of("email", person.email(), "password", Person.PASSWORD));
        assertThat(here(session.field("token")).field("email")).isEqualTo(person.email());
    }
}
