package dev.perigee.account;

import static dev.perigee.account.Invited.accepting;
import static dev.perigee.account.Invited.anybody;
import static dev.perigee.account.Invited.joining;
import static dev.perigee.account.Invited.roleOf;
import static dev.perigee.account.Invited.seats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Asking people into an account, and what they and others may do with the link. */
class InviteTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static Answer invite(Member admin, String email, String role) {
        return admin.api().post("/api/invite", Invited.body(email, role));
    }

    private static Answer accept(Member member, String token) {
        return member.api().post("/api/invite/accept", accepting(token));
    }

    private static Answer join(String token) {
        return anybody().post("/api/user", joining(token));
    }

    private static Answer preview(String token) {
        return anybody().post("/api/invite/preview", accepting(token));
    }

    /** To somebody who is signed in, and in no account. */
    private String tokenFor(Member invited, String role) {
        return Invited.token(owner, invited.person().email(), role);
    }

    private static String open(UUID account) {
        return SERVER.query("select count(*) from invite where account_id = ?", account);
    }

    @Test
    @DisplayName("S-125: an invite is for the address that it was sent to")
    void somebody_of_another_address_cannot_accept() {
        var thief = PEOPLE.member(PEOPLE.account(), "owner");
        String token = tokenFor(PEOPLE.homeless(), "admin");
        assertThat(accept(thief, token).code()).isEqualTo("invite_of_another");
        assertThat(roleOf(thief.id(), account)).isEmpty();
        assertThat(preview(token).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-125: address, role and account are those of the invite, whatever a body says")
    void neither_address_nor_role_nor_account_can_be_named_with_the_token() {
        var invited = PEOPLE.homeless();
        String token = tokenFor(invited, "user");
        for (String field : List.of(
                "\"email\": \"thief@example.org\"",
                "\"permission\": \"owner\"",
                "\"role\": \"owner\"",
                "\"account_id\": \"%s\"".formatted(owner.account()),
                "\"verified\": true",
                "\"user_id\": \"%s\"".formatted(owner.id()))) {
            String more = "{\"token\": \"" + token + "\", " + field;
            assertThat(invited.api().post("/api/invite/accept", more + "}").status())
                    .as(field)
                    .isEqualTo(400);
            assertThat(anybody()
                            .post("/api/user", more + ", \"name\": \"Eve\", \"password\": \"nine amber lanterns 17\"}")
                            .status())
                    .as(field)
                    .isEqualTo(400);
        }
        assertThat(roleOf(invited.id(), account)).isEmpty();
        assertThat(accept(invited, token).field("permission")).isEqualTo("user");
    }

    @Test
    @DisplayName("S-125: a link is spent once its invite is used, declined, withdrawn, sent again or has expired")
    void a_spent_link_opens_nothing() {
        var admin = PEOPLE.homeless();
        assertSpent(admin, "withdrawn", token -> owner.api().delete("/api/invite/" + newest()));
        assertSpent(admin, "sent again", token -> owner.api().post("/api/invite/" + newest() + "/resend", null));
        owner.api().delete("/api/invite/" + newest());
        assertSpent(
                admin,
                "expired",
                token -> SERVER.query("update invite set expires_at = now() where account_id = ?", account));
        SERVER.query("delete from invite where account_id = ?", account);
        assertSpent(admin, "declined", token -> anybody().post("/api/invite/decline", accepting(token)));
        String token = tokenFor(admin, "user");
        assertThat(accept(admin, token).status()).isEqualTo(200);
        assertSpent(admin, token, "used");
    }

    private String newest() {
        return SERVER.query("select id from invite where account_id = ?", account);
    }

    private void assertSpent(Member invited, String what, java.util.function.Consumer<String> happens) {
        String token = tokenFor(invited, "user");
        happens.accept(token);
        assertSpent(invited, token, what);
        assertThat(roleOf(invited.id(), account)).as(what).isEmpty();
    }

    private static void assertSpent(Member invited, String token, String what) {
        Stream.of(
                        accept(invited, token),
                        join(token),
                        preview(token),
                        anybody().post("/api/invite/decline", accepting(token)))
                .forEach(answer -> assertThat(answer.code()).as(what).isEqualTo("link_spent"));
    }

    @Test
    @DisplayName("S-125: a token counts in its own account, and no other one was ever given out")
    void a_token_of_another_account_or_of_nobody_opens_nothing() {
        var invited = PEOPLE.homeless();
        String token = tokenFor(invited, "admin");
        var elsewhere = InviteToken.next(new dev.perigee.database.AccountId(PEOPLE.account()));
        String moved = elsewhere.text().substring(0, 21) + token.substring(21);
        for (String odd : List.of(
                moved,
                elsewhere.text(),
                token.substring(0, 63),
                token + "A",
                token + "=",
                "A".repeat(64),
                "A".repeat(43),
                "!",
                " " + token)) {
            assertThat(accept(invited, odd).code()).as(odd).isEqualTo("link_spent");
            assertThat(preview(odd).code()).as(odd).isEqualTo("link_spent");
        }
        assertThat(roleOf(invited.id(), account)).isEmpty();
    }

    @Test
    @DisplayName("S-125: an invite is worth what its sender may still give")
    void an_invite_is_void_once_its_sender_may_not_give_it_any_more() {
        var admin = PEOPLE.member(account, "owner");
        var invited = PEOPLE.homeless();
        String token = Invited.token(admin, invited.person().email(), "developer");
        assertThat(preview(token).status()).isEqualTo(200);
        String path = "/api/user/" + admin.id();
        for (String change :
                List.of(Json.of("permission", "admin"), Json.of("permission", "user"), Json.of("active", false))) {
            assertThat(owner.api().patch(path, change).status()).isEqualTo(200);
            assertSpent(invited, token, change);
        }
        owner.api().delete(path);
        assertSpent(invited, token, "removed");
        var listed = owner.api().get("/api/invite");
        assertThat(listed.field("items.0.open") + listed.field("items.0.invited_by"))
                .isEqualTo("false");
        String again = "/api/invite/" + listed.field("items.0.id") + "/resend";
        String renewed = invited.person().tokenBy(() -> owner.api().post(again, null), "/invite");
        assertThat(accept(invited, renewed).field("permission")).isEqualTo("developer");
    }

    @Test
    @DisplayName("S-120: nobody invites to what they may not give")
    void an_admin_invites_admins_and_users_only() {
        var admin = PEOPLE.member(account, "admin");
        String email = Person.newOn(SERVER).email();
        assertThat(invite(admin, email, "developer").code()).isEqualTo("permission_missing");
        assertThat(invite(admin, email, "owner").code()).isEqualTo("ownership_needs_consent");
        assertThat(invite(owner, email, "owner").code()).isEqualTo("ownership_needs_consent");
        String developers = Invited.token(owner, email, "developer");
        assertThat(admin.api().post("/api/invite/" + newest() + "/resend", null).code())
                .isEqualTo("permission_missing");
        assertThat(preview(developers).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-126: a link gives nobody the account of whom it invites")
    void an_invite_of_somebody_known_takes_their_own_sign_in() {
        var victim = PEOPLE.member(PEOPLE.account(), "owner");
        String token = tokenFor(victim, "user");
        String before = SERVER.query("select password_hash || name from app_user where id = ?", victim.id());
        assertThat(preview(token).field("known")).isEqualTo("true");
        var answer = join(token);
        assertThat(answer.code()).isEqualTo("already_registered");
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
        assertThat(anybody().post("/api/invite/accept", accepting(token)).status())
                .isEqualTo(401);
        assertThat(SERVER.query("select password_hash || name from app_user where id = ?", victim.id()))
                .isEqualTo(before);
        assertThat(roleOf(victim.id(), account)).isEmpty();
        assertThat(accept(victim, token).status()).isEqualTo(200);
        assertThat(victim.api().get("/api/user").field("account_id"))
                .isEqualTo(victim.account().toString());
    }

    @Test
    @DisplayName("S-088: an invite is no way in past the second factor")
    void somebody_with_a_second_factor_shows_it_before_they_accept() {
        var enrolled = PEOPLE.member(PEOPLE.account(), "user", Trait.ENROLLED);
        String token = tokenFor(enrolled, "user");
        assertThat(join(token).code()).isEqualTo("already_registered");
        PEOPLE.requireSecondFactor(enrolled.account());
        var fresh = PEOPLE.anotherSession(enrolled);
        assertThat(accept(fresh, token).code()).isEqualTo("second_factor_required");
        assertThat(roleOf(enrolled.id(), account)).isEmpty();
    }

    @Test
    @DisplayName("S-020: a sign-up that nobody confirmed gives way to who is invited")
    void whoever_signed_up_with_the_address_before_has_nothing_of_it() {
        var planted = Person.newOn(SERVER);
        planted.signUp();
        var planter = planted.signIn();
        String token = Invited.token(owner, planted.email(), "admin");
        assertThat(preview(token).field("known")).isEqualTo("false");
        var joined = join(token);
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.field("user.verified")).isEqualTo("true");
        assertThat(Http.to(SERVER)
                        .bearer(planter.field("token"))
                        .get("/api/user")
                        .status())
                .isEqualTo(401);
        assertThat(planted.signIn().code()).isEqualTo("invalid_credentials");
        assertThat(planted.signIn("nine amber lanterns 17").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-127: of fifty who use one link at once one becomes a member")
    void of_fifty_who_use_one_link_at_once_one_becomes_a_member() {
        var invited = PEOPLE.homeless();
        String token = tokenFor(invited, "user");
        var answers = Together.ask(50, i -> Together.served(() -> accept(invited, token)));
        assertThat(Together.statuses(answers)).containsOnlyOnce(200).containsOnly(200, 410);
        assertThat(SERVER.query("select count(*) from membership where account_id = ?", account))
                .isEqualTo("2");
    }

    @RepeatedTest(5)
    @DisplayName("S-127 S-172: twenty who accept at once never get past the seats of the plan")
    void twenty_who_accept_at_once_never_get_past_the_limit() {
        var invited = IntStream.range(0, 20).mapToObj(i -> PEOPLE.homeless()).toList();
        var tokens = invited.stream().map(each -> tokenFor(each, "user")).toList();
        PEOPLE.subscribe(account, PEOPLE.plan("{\"members\": 2}"));
        var answers = Together.ask(20, i -> Together.served(() -> accept(invited.get(i), tokens.get(i))));
        assertThat(Together.statuses(answers)).containsOnlyOnce(200).containsOnly(200, 402);
        assertThat(seats(account)).isEqualTo("2");
        assertThat(open(account)).isEqualTo("19");
    }

    @Test
    @DisplayName("S-127: twenty who invite at once ask no more people than there are seats")
    void twenty_who_invite_at_once_ask_no_more_people_than_there_are_seats() {
        PEOPLE.subscribe(account, PEOPLE.plan("{\"members\": 4}"));
        var answers = Together.ask(
                20,
                i -> Together.served(() -> invite(owner, Person.newOn(SERVER).email(), "user")));
        assertThat(answers).extracting(Answer::status).containsOnly(201, 402);
        assertThat(open(account)).isEqualTo("3");
        String many = Json.of(
                "invites",
                List.of(
                        Map.of("email", Person.newOn(SERVER).email(), "permission", "user"),
                        Map.of("email", Person.newOn(SERVER).email(), "permission", "user")));
        owner.api().delete("/api/invite/" + newest());
        assertThat(owner.api().post("/api/invite", many).code()).isEqualTo("plan_limit_reached");
        assertThat(open(account)).isEqualTo("2");
    }

    @Test
    @DisplayName("S-128: an account sends thirty invites an hour, whoever sends them")
    void an_account_sends_thirty_invites_an_hour() {
        try (var strict = Perigee.node("perigee.client-url=" + SERVER.url())) {
            var admin = PEOPLE.member(account, "admin");
            var statuses = IntStream.range(0, 4)
                    .mapToObj(i -> Http.to(strict)
                            .bearer((i % 2 == 0 ? owner : admin).person().token())
                            .post("/api/invite", invitesOf(i == 3 ? 1 : 12)))
                    .map(Answer::status)
                    .toList();
            assertThat(statuses).containsExactly(201, 201, 429, 201);
            assertThat(open(account)).isEqualTo("25");
        }
    }

    private static String invitesOf(int number) {
        return Json.of(
                "invites",
                IntStream.range(0, number)
                        .mapToObj(i -> Map.of("email", Person.newOn(SERVER).email(), "permission", "user"))
                        .toList());
    }

    @Test
    @DisplayName("S-128 S-154: the mail says who asks, with their address, and no name in it is a link or markup")
    void a_name_is_no_way_to_write_a_link_into_our_mail() {
        owner.api().patch("/api/account", Json.of("name", "Win at https://www.evil.example/x <b>now</b>"));
        owner.api().patch("/api/user", Json.of("name", "Support@perigee.example evil\uFF0Eexample\u3002org"));
        var reader = Person.newOn(SERVER);
        invite(owner, reader.email(), "user");
        var mail = reader.waitForMail(1);
        for (String part : List.of("items.0.subject", "items.0.text", "items.0.html")) {
            assertThat(mail.field(part))
                    .as(part)
                    .doesNotContain("evil.e", "www.", "https://w", "<b>now", "&lt;b", "perigee.example", "\u3002o");
        }
        assertThat(mail.field("items.0.text")).contains("(" + owner.person().email() + ")");
        assertThat(mail.json().path("items").path(0).path("links")).hasSize(1);
    }

    @Test
    @DisplayName("S-123")
    void a_field_that_does_not_belong_to_an_invite_is_refused() {
        String email = Person.newOn(SERVER).email();
        for (String field : List.of(
                "\"id\": 1", "\"account_id\": \"" + account + "\"", "\"role\": \"owner\"", "\"verified\": true")) {
            String body = "{\"invites\": [{\"email\": \"%s\", \"permission\": \"user\", %s}]}".formatted(email, field);
            assertThat(owner.api().post("/api/invite", body).status()).as(field).isEqualTo(400);
        }
        assertThat(open(account)).isEqualTo("0");
    }

    @Test
    void who_is_a_member_or_invited_already_is_named_and_nobody_is_invited() {
        var member = PEOPLE.member(account, "user");
        String known = Person.newOn(SERVER).email();
        invite(owner, known, "user");
        String stranger = Person.newOn(SERVER).email();
        var answer = owner.api()
                .post(
                        "/api/invite",
                        Json.of(
                                "invites",
                                Stream.of(
                                                stranger,
                                                member.person().email(),
                                                known,
                                                stranger.toUpperCase(java.util.Locale.ROOT))
                                        .map(email -> Map.of("email", email, "permission", "user"))
                                        .toList()));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(fault -> fault.path("field").asString()
                                + ' '
                                + fault.path("code").asString()))
                .containsExactly(
                        "invites[1].email already_member",
                        "invites[2].email already_invited",
                        "invites[3].email already_invited");
        assertThat(open(account)).isEqualTo("1");
    }

    @Test
    void an_account_that_is_shut_or_closed_takes_nobody_in() {
        var invited = PEOPLE.homeless();
        String token = tokenFor(invited, "user");
        PEOPLE.shut(account);
        assertSpent(invited, token, "shut");
        SERVER.query("update account set disabled_at = null, closed_at = now() where id = ?", account);
        assertSpent(invited, token, "closed");
    }

    @Test
    void who_is_erased_takes_along_what_was_sent_to_their_address() {
        var invited = PEOPLE.homeless();
        tokenFor(invited, "user");
        invite(owner, Person.newOn(SERVER).email(), "user");
        assertThat(invited.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(open(account)).isEqualTo("1");
    }

    @Test
    void somebody_new_joins_as_what_the_invite_says_and_has_no_account_of_their_own() {
        var reader = Person.newOn(SERVER);
        String token = reader.tokenBy(() -> invite(owner, reader.email(), "developer"), "/invite");
        var shown = preview(token);
        assertThat(shown.field("account")).isEqualTo("of " + account);
        assertThat(shown.field("email") + shown.field("permission")).isEqualTo(reader.email() + "developer");
        assertThat(shown.field("invited_by.email")).isEqualTo(owner.person().email());
        var joined = join(token);
        assertThat(joined.field("user.permission")).isEqualTo("developer");
        assertThat(joined.field("user.account_id")).isEqualTo(account.toString());
        var mine = Http.to(SERVER).bearer(joined.field("token"));
        assertThat(mine.get("/api/user/account").json().path("items")).hasSize(1);
        assertThat(mine.get("/api/project").status()).isEqualTo(200);
        assertThat(owner.api()
                        .get("/api/audit")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(row -> row.path("action").asString()))
                .containsExactly("member.joined", "invite.sent");
    }

    @Test
    void a_password_that_anybody_would_try_lets_nobody_join_and_spends_nothing() {
        String token = Invited.token(owner, Person.newOn(SERVER).email(), "user");
        var answer =
                anybody().post("/api/user", Json.of("token", token, "name", "Grace", "password", "passwordpassword"));
        assertThat(answer.field("errors.0.field") + answer.field("errors.0.code"))
                .isEqualTo("passwordcommon");
        assertThat(preview(token).status()).isEqualTo(200);
    }

    @Test
    void invites_are_listed_by_the_page_sent_again_and_withdrawn() {
        IntStream.range(0, 3).forEach(i -> invite(owner, Person.newOn(SERVER).email(), "user"));
        var first = owner.api().get("/api/invite?limit=2");
        var rest = owner.api().get("/api/invite?limit=2&cursor=" + first.field("next"));
        assertThat(first.json().path("items")).hasSize(2);
        assertThat(rest.json().path("items")).hasSize(1);
        String id = rest.field("items.0.id");
        assertThat(owner.api().post("/api/invite/" + id + "/resend", null).field("open"))
                .isEqualTo("true");
        assertThat(owner.api().delete("/api/invite/" + id).status()).isEqualTo(204);
        assertThat(owner.api().delete("/api/invite/" + id).status()).isEqualTo(404);
        assertThat(owner.api().post("/api/invite/" + id + "/resend", null).status())
                .isEqualTo(404);
    }
}
