package dev.perigee.account;

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
import dev.perigee.testing.Together;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What admins and owners may make of members, and what they may not. */
class MemberTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    private final UUID account = PEOPLE.account();
    private final Member owner = member("owner");

    private Member member(String role) {
        return PEOPLE.member(account, role);
    }

    private static String path(Member member) {
        return "/api/user/" + member.id();
    }

    private static Answer give(Member giver, Member member, String role) {
        return giver.api().patch(path(member), Json.of("permission", role));
    }

    private static Answer activate(Member giver, Member member, boolean active) {
        return giver.api().patch(path(member), Json.of("active", active));
    }

    private String roles() {
        return SERVER.query("""
                select string_agg(user_id || ' ' || role || ' ' || coalesce(disabled_at::text, ''), ', ' order by user_id)
                  from membership where account_id = ?""", account);
    }

    @Test
    @DisplayName("S-120: nobody raises themselves, and an admin touches no owner")
    void an_admin_touches_no_owner_and_gives_nothing_that_an_admin_does_not_hold() {
        var admin = member("admin");
        var user = member("user");
        String before = roles();
        assertThat(give(admin, admin, "owner").code()).isEqualTo("ownership_needs_consent");
        assertThat(give(admin, user, "owner").code()).isEqualTo("ownership_needs_consent");
        assertThat(give(admin, admin, "developer").code()).isEqualTo("permission_missing");
        assertThat(give(admin, user, "developer").code()).isEqualTo("permission_missing");
        assertThat(give(admin, owner, "user").code()).isEqualTo("permission_missing");
        assertThat(give(admin, owner, "owner").code()).isEqualTo("permission_missing");
        assertThat(activate(admin, owner, false).code()).isEqualTo("permission_missing");
        assertThat(admin.api().delete(path(owner)).code()).isEqualTo("permission_missing");
        assertThat(roles()).isEqualTo(before);
    }

    @DisplayName("S-120")
    @ParameterizedTest
    @ValueSource(strings = {"developer", "user"})
    void who_is_no_admin_changes_nobody_and_not_themselves(String role) {
        var member = member(role);
        String before = roles();
        for (Member other : List.of(member, owner, member("user"))) {
            before = roles();
            assertThat(give(member, other, "admin").code()).isEqualTo("permission_missing");
            assertThat(activate(member, other, false).code()).isEqualTo("permission_missing");
            assertThat(member.api().delete(path(other)).code()).isEqualTo("permission_missing");
        }
        assertThat(roles()).isEqualTo(before);
    }

    @Test
    @DisplayName("S-120: an owner makes nobody an owner without their consent")
    void not_even_an_owner_gives_ownership() {
        var user = member("user");
        assertThat(give(owner, user, "owner").code()).isEqualTo("ownership_needs_consent");
        assertThat(roleOf(user.id(), account)).isEqualTo("user");
    }

    @DisplayName("S-122")
    @ParameterizedTest
    @ValueSource(strings = {"master", "Owner", "unverified", "root", "", "owner,admin"})
    void a_role_that_no_account_has_is_refused(String role) {
        var user = member("user");
        assertThat(give(owner, user, role).status()).isEqualTo(422);
        assertThat(owner.api()
                        .post("/api/invite", Invited.body(Person.newOn(SERVER).email(), role))
                        .status())
                .isEqualTo(422);
        assertThat(roleOf(user.id(), account)).isEqualTo("user");
    }

    @Test
    @DisplayName("S-123")
    void a_field_that_is_not_the_admins_to_change_is_refused() {
        var user = member("user");
        String before = roles();
        for (String field : List.of(
                "\"id\": \"%s\"".formatted(owner.id()),
                "\"user_id\": \"%s\"".formatted(owner.id()),
                "\"account_id\": \"%s\"".formatted(account),
                "\"role\": \"owner\"",
                "\"email\": \"v@example.org\"",
                "\"name\": \"Eve\"",
                "\"verified\": true",
                "\"joined_at\": \"2020-01-01T00:00:00Z\"",
                "\"password_hash\": \"x\"",
                "\"__proto__\": {\"permission\": \"owner\"}")) {
            var answer = owner.api().patch(path(user), "{\"permission\": \"admin\", " + field + "}");
            assertThat(answer.status()).as(field).isEqualTo(400);
            var another = owner.api().post("/api/user/account", "{\"name\": \"Orbit\", " + field + "}");
            assertThat(another.status()).as(field).isEqualTo(400);
        }
        assertThat(roles()).isEqualTo(before);
    }

    @Test
    @DisplayName("S-121: the last owner stays an active one")
    void the_last_owner_cannot_go() {
        var former = member("owner");
        member("admin");
        assertThat(activate(owner, former, false).status()).isEqualTo(200);
        String before = roles();
        assertThat(give(owner, owner, "admin").code()).isEqualTo("last_owner");
        assertThat(activate(owner, owner, false).code()).isEqualTo("last_owner");
        assertThat(owner.api().delete(path(owner)).code()).isEqualTo("last_owner");
        assertThat(owner.api().delete("/api/user/account/" + account).code()).isEqualTo("last_owner");
        assertThat(owner.api().delete("/api/user").code()).isEqualTo("last_owner");
        assertThat(roles()).isEqualTo(before);
    }

    @RepeatedTest(100)
    @DisplayName("S-121: of two owners who remove each other at once one stays")
    void of_two_owners_who_remove_each_other_at_once_one_stays() {
        var two = List.of(owner, member("owner"));
        var answers = Together.ask(2, i -> {
            var other = two.get(1 - i);
            return switch (UUID.randomUUID().hashCode() & 3) {
                case 0 -> two.get(i).api().delete(path(other));
                case 1 -> give(two.get(i), other, "user");
                case 2 -> activate(two.get(i), other, false);
                default -> two.get(i).api().delete("/api/user/account/" + account);
            };
        });
        assertThat(answers).extracting(Answer::status).doesNotContain(500, 503).containsAnyOf(200, 204);
        assertThat(SERVER.query("""
                select count(*) from membership
                 where account_id = ? and role = 'owner' and disabled_at is null""", account)).isEqualTo("1");
    }

    @Test
    @DisplayName("S-119: nobody acts in an account to which they do not belong")
    void nobody_acts_in_an_account_to_which_they_do_not_belong() {
        var stranger = PEOPLE.member(PEOPLE.account(), "owner");
        assertThat(stranger.api()
                        .post("/api/auth/switch", Json.of("account_id", account.toString()))
                        .status())
                .isEqualTo(404);
        assertThat(stranger.api().get(path(owner)).status()).isEqualTo(404);
        assertThat(stranger.api()
                        .with("X-Account-Id", account.toString())
                        .get("/api/account/users?account_id=" + account)
                        .body())
                .doesNotContain(owner.id().toString())
                .contains(stranger.id().toString());
        assertThat(stranger.api().delete("/api/user/account/" + account).status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("S-172: many who are activated at once never get past the seats of the plan")
    void many_who_are_activated_at_once_never_get_past_the_limit() {
        var idle = List.of(member("user"), member("user"), member("user"), member("user"), member("user"));
        idle.forEach(each -> activate(owner, each, false));
        PEOPLE.subscribe(account, PEOPLE.plan("{\"members\": 3}"));
        var answers = Together.ask(idle.size(), i -> activate(owner, idle.get(i), true));
        assertThat(Together.statuses(answers)).containsExactly(200, 200, 402, 402, 402);
        assertThat(seats(account)).isEqualTo("3");
        var active = idle.get(answers.indexOf(answers.stream()
                .filter(answer -> answer.status() == 200)
                .findFirst()
                .orElseThrow()));
        assertThat(activate(owner, active, true).status()).isEqualTo(200);
    }

    @Test
    void who_is_deactivated_or_removed_reaches_nothing_within_a_second_on_any_node() {
        try (var node = Perigee.node(Perigee.roomy("perigee.client-url=" + SERVER.url()))) {
            var gone = member("developer");
            var idle = member("admin");
            for (Member member : List.of(gone, idle)) {
                assertThat(Http.to(node)
                                .bearer(member.person().token())
                                .get("/api/project")
                                .status())
                        .isEqualTo(200);
            }
            owner.api().delete(path(gone));
            activate(owner, idle, false);
            for (Member member : List.of(gone, idle)) {
                assertThat(member.api().get("/api/project").code()).isEqualTo("permission_missing");
                long told = System.nanoTime();
                Person.until(() -> Http.to(node)
                                        .bearer(member.person().token())
                                        .get("/api/project")
                                        .status()
                                == 403
                        ? true
                        : null);
                assertThat(System.nanoTime() - told).isLessThan(1_000_000_000L);
                assertThat(member.api().get("/api/user/account").json().path("items"))
                        .isEmpty();
            }
        }
    }

    @Test
    void who_comes_back_finds_the_place_and_the_role_as_they_were() {
        var admin = member("admin");
        activate(owner, admin, false);
        assertThat(owner.api().get(path(admin)).field("active")).isEqualTo("false");
        assertThat(activate(owner, admin, true).field("permission")).isEqualTo("admin");
        assertThat(admin.api().get("/api/account/users").status()).isEqualTo(200);
    }

    @Test
    void a_role_may_be_changed_by_an_admin_and_is_another_one_at_once() {
        var admin = member("admin");
        var user = member("user");
        assertThat(user.api().get("/api/account/users").code()).isEqualTo("permission_missing");
        assertThat(give(admin, user, "admin").field("permission")).isEqualTo("admin");
        assertThat(user.api().get("/api/account/users").status()).isEqualTo(200);
        assertThat(give(user, user, "user").status()).isEqualTo(200);
        assertThat(user.api().get("/api/account/users").code()).isEqualTo("permission_missing");
        assertThat(give(owner, user, "developer").field("permission")).isEqualTo("developer");
    }

    @Test
    void every_change_is_told_by_mail_and_stands_in_the_trail() {
        var user = member("user");
        give(owner, user, "developer");
        activate(owner, user, false);
        activate(owner, user, true);
        owner.api().delete(path(user));
        assertThat(user.person()
                        .waitForMail(4)
                        .json()
                        .path("items")
                        .valueStream()
                        .map(mail -> mail.path("subject").asString().replaceAll("of [-0-9a-f]{36}", "…")))
                .containsExactlyInAnyOrder(
                        "Your role in … has changed",
                        "You are deactivated in …",
                        "You are active in … again",
                        "You no longer belong to …");
        assertThat(owner.api()
                        .get("/api/audit")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(row -> row.path("action").asString()))
                .containsExactly("member.removed", "member.reactivated", "member.deactivated", "member.role_changed");
        assertThat(owner.api().get("/api/audit").body()).contains("\"from\":\"user\"", "\"to\":\"developer\"");
    }

    @Test
    void members_are_listed_by_the_page_with_who_they_are() {
        var admin = member("admin");
        var user = member("user");
        activate(owner, user, false);
        var first = admin.api().get("/api/account/users?limit=2").json();
        var rest = admin.api()
                .get("/api/account/users?limit=2&cursor=" + first.path("next").asString())
                .json();
        assertThat(first.path("items")).hasSize(2);
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.path("next").isNull()).isTrue();
        var shown = owner.api().get(path(user)).json();
        assertThat(shown.propertyNames())
                .containsExactlyInAnyOrder("id", "name", "email", "permission", "active", "joined_at");
        assertThat(shown.path("email").asString()).isEqualTo(user.person().email());
        assertThat(shown.path("active").asBoolean()).isFalse();
        assertThat(first.path("items").toString() + rest.path("items")).contains(shown.toString());
    }

    @Test
    void somebody_with_another_account_of_their_own_leaves_this_one_for_it() {
        var user = member("user");
        var opened = user.api().post("/api/user/account", Json.of("name", "Orbit Ltd"));
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.field("permission")).isEqualTo("owner");
        assertThat(user.api().delete("/api/user/account/" + account).status()).isEqualTo(204);
        assertThat(roleOf(user.id(), account)).isEmpty();
        var there = user.api().post("/api/auth/switch", Json.of("account_id", opened.field("id")));
        assertThat(there.field("user.permission")).isEqualTo("owner");
        assertThat(Http.to(SERVER)
                        .bearer(there.field("token"))
                        .get("/api/account")
                        .field("name"))
                .isEqualTo("Orbit Ltd");
        assertThat(owner.api().get("/api/audit").field("items.0.action")).isEqualTo("member.left");
    }

    @Test
    void the_roles_are_shown_with_those_that_one_may_give() {
        var admin = member("admin").api().get("/api/user/permissions").json().path("items");
        assertThat(admin.valueStream()
                        .filter(role -> role.path("may_give").asBoolean())
                        .map(role -> role.path("permission").asString()))
                .containsExactly("admin", "user");
        assertThat(member("developer").api().get("/api/user/permissions").body())
                .doesNotContain("true", "master");
    }
}
