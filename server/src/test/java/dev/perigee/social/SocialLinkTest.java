package dev.perigee.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Journey;
import dev.perigee.testing.Json;
import dev.perigee.testing.NetworkStandIn.Told;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Linking a network, unlinking it, and proving by it again who one is. */
class SocialLinkTest {

    private static final Perigee SERVER = Perigee.shared();

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private static Journey toLink(Person person) {
        return Journey.by(SERVER, "google", person.api().post("/api/user/social/google/link", null));
    }

    private static void link(Person person, String subject) {
        assertThat(Journey.given(toLink(person).back(Told.of(subject)))).containsEntry("linked", "google");
    }

    private static void assertSentBack(Answer answer, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
        assertThat(Journey.page(SERVER, answer)).isEqualTo("/account/profile");
        assertThat(Journey.given(answer)).containsEntry("error", code);
    }

    private static String linked(Person person) {
        return SERVER.query("""
                select count(*) from social_identity i join app_user u on u.id = i.user_id where u.email = ?""", person.email());
    }

    private static String mails(Person person, String kind) {
        return SERVER.query("select count(*) from mail where recipient = ? and kind = ?", person.email(), kind);
    }

    private static String idOf(Person person) {
        return person.api()
                .get("/api/user/social")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
    }

    @Test
    @DisplayName("S-076: a way back that somebody else opened links nothing to anybody")
    void a_way_back_in_another_browser_links_nothing() {
        var attacker = Person.signedIn(SERVER);
        var victim = Person.signedIn(SERVER);
        var begun = toLink(attacker);
        String code = begun.allow(Told.of(subject()));
        var victims = toLink(victim);
        var answer = Journey.browser(SERVER)
                .with("Cookie", "__Host-social=" + victims.cookie())
                .get(begun.callback() + "?state=" + begun.state() + "&code=" + code);
        assertThat(Journey.given(answer)).containsEntry("error", "invalid_state");
        assertThat(linked(victim)).isEqualTo("0");
        assertThat(linked(attacker)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-076: nor one whose session has ended")
    void a_session_that_has_ended_links_nothing() {
        var person = Person.signedIn(SERVER);
        var journey = toLink(person);
        person.api().delete("/api/auth");
        var answer = journey.back(Told.of(subject()));
        assertThat(Journey.given(answer)).containsEntry("error", "invalid_state");
        assertThat(linked(person)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-076: it takes a fresh proof of who one is")
    void linking_takes_a_fresh_proof() {
        var person = Person.signedIn(SERVER);
        person.proveNothingFor("6 minutes");
        assertThat(person.api().post("/api/user/social/google/link", null).code())
                .isEqualTo("step_up_required");
    }

    @Test
    void an_identity_that_lets_somebody_else_in_is_not_linked() {
        String subject = subject();
        link(Person.signedIn(SERVER), subject);
        var other = Person.signedIn(SERVER);
        assertSentBack(toLink(other).back(Told.of(subject)), "identity_taken");
        assertThat(linked(other)).isEqualTo("0");
    }

    @Test
    void of_two_who_link_one_identity_at_once_one_gets_it() {
        String subject = subject();
        var one = toLink(Person.signedIn(SERVER));
        var other = toLink(Person.signedIn(SERVER));
        var answers = Together.ask(2, n -> (n == 0 ? one : other).back(Told.of(subject)));
        assertThat(answers.stream().filter(answer -> Journey.given(answer).containsKey("linked")))
                .hasSize(1);
        assertThat(SERVER.query("select count(*) from social_identity where subject = ?", subject))
                .isEqualTo("1");
    }

    @Test
    void a_linked_network_signs_in_whatever_address_it_tells() {
        var person = Person.signedIn(SERVER);
        String subject = subject();
        link(person, subject);
        assertThat(mails(person, "social_linked")).isEqualTo("1");
        var back = Journey.to(SERVER, "google")
                .back(Told.of(subject, Person.newOn(SERVER).email()));
        String token = Journey.token(SERVER, back);
        assertThat(Http.to(SERVER).bearer(token).get("/api/user").field("email"))
                .isEqualTo(person.email());
    }

    @Test
    void linking_the_same_again_changes_nothing() {
        var person = Person.signedIn(SERVER);
        String subject = subject();
        link(person, subject);
        link(person, subject);
        assertThat(linked(person)).isEqualTo("1");
        assertThat(mails(person, "social_linked")).isEqualTo("1");
    }

    @Test
    void people_see_their_own_identities_only() {
        var person = Person.signedIn(SERVER);
        link(person, subject());
        var listed = person.api().get("/api/user/social").json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("network").asString()).isEqualTo("google");
        assertThat(listed.toString()).doesNotContain("subject", "issuer");
        var other = Person.signedIn(SERVER);
        assertThat(other.api().get("/api/user/social").json().path("items")).isEmpty();
        assertThat(other.api().delete("/api/user/social/" + idOf(person)).status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("S-027: the last way in stays")
    void the_last_way_in_stays() {
        var back = Journey.to(SERVER, "google")
                .back(Told.of(subject(), Person.newOn(SERVER).email()));
        var api = Http.to(SERVER).bearer(Journey.token(SERVER, back));
        String path = "/api/user/social/"
                + api.get("/api/user/social")
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asString();
        var refused = api.delete(path);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("last_way_in");
        var journey = Journey.by(SERVER, "google", api.post("/api/user/social/google/link", null));
        assertThat(Journey.given(journey.back(Told.of(subject())))).containsKey("linked");
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    @Test
    @DisplayName("S-027: it takes a fresh proof, and is told")
    void unlinking_takes_a_fresh_proof_and_is_told() {
        var person = Person.signedIn(SERVER);
        String subject = subject();
        link(person, subject);
        String path = "/api/user/social/" + idOf(person);
        person.proveNothingFor("6 minutes");
        assertThat(person.api().delete(path).code()).isEqualTo("step_up_required");
        person.api().post("/api/auth/step-up", Json.of("password", Person.PASSWORD));
        assertThat(person.api().delete(path).status()).isEqualTo(204);
        assertThat(person.api().delete(path).status()).isEqualTo(404);
        assertThat(mails(person, "social_unlinked")).isEqualTo("1");
        var back = Journey.to(SERVER, "google").back(Told.of(subject));
        assertThat(Journey.page(SERVER, back)).isEqualTo("/signup");
    }

    @Test
    void a_picture_of_the_network_goes_with_it() {
        var person = Person.signedIn(SERVER);
        toLink(person).back(Told.of(subject()).claim("picture", "https://pictures.example/a.png"));
        assertThat(person.api().get("/api/user").field("avatar")).isEqualTo("https://pictures.example/a.png");
        person.api().delete("/api/user/social/" + idOf(person));
        assertThat(person.api().get("/api/user").field("avatar")).isEmpty();
    }

    @Test
    void this_was_not_me_takes_away_what_a_thief_has_linked() {
        var person = Person.signedIn(SERVER);
        String subject = subject();
        String token = person.tokenBy(() -> link(person, subject), "/notme");
        assertThat(Http.to(SERVER)
                        .from(Perigee.freshAddress())
                        .post("/api/auth/disown", Json.of("token", token))
                        .status())
                .isEqualTo(200);
        assertThat(Journey.page(SERVER, Journey.to(SERVER, "google").back(Told.of(subject))))
                .isEqualTo("/signup");
    }

    @Test
    void a_network_proves_again_who_somebody_is_and_nobody_else() {
        var person = Person.signedIn(SERVER);
        String subject = subject();
        link(person, subject);
        person.proveNothingFor("6 minutes");
        assertThat(person.api().post("/api/auth/social/google/step-up", null).code())
                .isEqualTo("password_required");
        forgetPassword(person);
        assertThat(person.api().delete("/api/user").code()).isEqualTo("step_up_required");
        assertSentBack(toProve(person.api()).back(Told.of(subject())), "social_refused");
        assertSentBack(
                toProve(person.api())
                        .back(Told.of(subject).claim("auth_time", Instant.now().getEpochSecond() - 3_600)),
                "social_refused");
        assertThat(person.api().delete("/api/user").code()).isEqualTo("step_up_required");
        var journey = toProve(person.api());
        assertThat(journey.asked()).containsEntry("max_age", "0");
        assertThat(Journey.given(journey.back(Told.of(subject)))).containsEntry("proved", "google");
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
    }

    private static void forgetPassword(Person person) {
        SERVER.query("update app_user set password_hash = 'none' where email = ?", person.email());
    }

    private static Journey toProve(Http api) {
        return Journey.by(SERVER, "google", api.post("/api/auth/social/google/step-up", null));
    }

    @Test
    void somebody_with_a_second_factor_proves_it_by_that() {
        var person = Person.enrolled(SERVER);
        var answer = person.api().post("/api/auth/social/google/step-up", null);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("code_required");
    }

    @Test
    @DisplayName("S-027: of two removals at once one is refused")
    void of_two_last_ways_in_one_stays_however_fast_one_is() {
        for (int round = 0; round < 5; round++) {
            var person = Person.signedIn(SERVER);
            link(person, subject());
            String passkey = person.passkeyId();
            forgetPassword(person);
            var paths = List.of("/api/user/social/" + idOf(person), "/api/auth/passkey/" + passkey);
            var answers = Together.ask(2, n -> person.api().delete(paths.get(n)));
            assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(204);
        }
    }

    @Test
    @DisplayName("S-027: a network that is no longer offered is no way in")
    void a_network_that_is_gone_is_no_way_in() {
        var person = Person.signedIn(SERVER);
        link(person, subject());
        String path = "/api/user/social/" + idOf(person);
        SERVER.query("""
                insert into social_identity (id, user_id, network, issuer, subject)
                select gen_random_uuid(), id, 'gone', 'https://gone.example', ? from app_user where email = ?""", subject(), person.email());
        forgetPassword(person);
        assertThat(person.api().delete(path).code()).isEqualTo("last_way_in");
    }

    @Test
    void a_session_that_has_ended_meanwhile_links_nothing() {
        var person = Person.signedIn(SERVER);
        var journey = toLink(person);
        SERVER.query("delete from session where user_id = (select id from app_user where email = ?)", person.email());
        assertThat(Journey.given(journey.back(Told.of(subject())))).containsKey("error");
        assertThat(linked(person)).isEqualTo("0");
    }
}
