package dev.perigee.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Jwt;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Population.Trait;
import dev.perigee.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an account ends: closed at once, opened again while there is time, and erased after that. */
class ClosingTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    private static String path(UUID account) {
        return "/api/account/" + account + "/reopen";
    }

    private static String count(String table, String column, Object id) {
        return SERVER.query("select count(*) from " + table + " where " + column + " = ?", id);
    }

    private static void letGraceEnd(UUID account) {
        SERVER.query("update account set closed_at = now() - interval '30 days' where id = ?", account);
    }

    private static void eraseDue() {
        SERVER.bean(ClosedAccounts.class).eraseDue();
    }

    private void close() {
        assertThat(owner.api().delete("/api/account").status()).isEqualTo(204);
    }

    @Test
    void nobody_acts_in_a_closed_account_on_any_node() {
        var member = PEOPLE.member(account, "admin");
        try (var other = Perigee.node(Perigee.roomy("perigee.client-url=" + SERVER.url()))) {
            var elsewhere = Http.to(other).bearer(member.person().token());
            assertThat(elsewhere.get("/api/account").status()).isEqualTo(200);
            close();
            Instant end = Instant.now().plusSeconds(1);
            Person.until(() -> elsewhere.get("/api/account").status() == 403 ? true : null);
            assertThat(Instant.now()).isBefore(end);
        }
        assertThat(owner.api().get("/api/account").status()).isEqualTo(403);
        assertThat(owner.api().post("/api/project", Json.of("name", "Late")).status())
                .isEqualTo(403);
        assertThat(owner.api().delete("/api/account").status()).isEqualTo(403);
        assertThat(member.api().get("/api/user/account").json().path("items")).isEmpty();
    }

    @Test
    void a_closed_account_is_opened_by_none_but_its_owners() {
        var admin = PEOPLE.member(account, "admin");
        var disabled = PEOPLE.member(account, "owner");
        SERVER.query("update membership set disabled_at = now() where user_id = ?", disabled.id());
        var stranger = PEOPLE.member(PEOPLE.account(), "owner");
        close();
        for (var other : List.of(admin, disabled, stranger)) {
            var foreign = other.api().post(path(account), null);
            var absent = other.api().post(path(UUID.randomUUID()), null);
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.code()).isEqualTo(absent.code());
        }
        assertThat(Http.to(SERVER).post(path(account), null).status()).isEqualTo(401);
        assertThat(owner.api().get("/api/account").status()).isEqualTo(403);
    }

    @Test
    void to_open_an_account_again_takes_a_fresh_proof() {
        var stale = PEOPLE.member(account, "owner", Trait.STALE);
        close();
        assertThat(stale.api().post(path(account), null).code()).isEqualTo("step_up_required");
    }

    @Test
    void an_account_that_is_open_cannot_be_opened() {
        assertThat(owner.api().post(path(account), null).status()).isEqualTo(404);
    }

    @Test
    void once_its_grace_is_over_an_account_cannot_be_opened_even_before_it_is_erased() {
        close();
        letGraceEnd(account);
        assertThat(owner.api().post(path(account), null).status()).isEqualTo(404);
        assertThat(owner.api().get("/api/user/account").json().path("items")).isEmpty();
    }

    @Test
    void an_account_is_not_erased_within_its_grace() {
        close();
        SERVER.query(
                "update account set closed_at = now() - interval '29 days 23 hours 59 minutes' where id = ?", account);
        eraseDue();
        assertThat(count("account", "id", account)).isEqualTo("1");
        assertThat(owner.api().post(path(account), null).status()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "S-172: of ten owners who close an account at once one does it, and what others write is whole or absent")
    void of_ten_owners_who_close_it_at_once_one_does_it_while_others_write() {
        var owners =
                Stream.generate(() -> PEOPLE.member(account, "owner")).limit(10).toList();
        var writer = PEOPLE.member(account, "user");
        var answers = Together.ask(
                40,
                i -> i % 4 == 0
                        ? owners.get(i / 4).api().delete("/api/account")
                        : writer.api().post("/api/project", Json.of("name", "P" + i)));
        assertThat(answers).extracting(answer -> answer.status()).isSubsetOf(201, 204, 403, 404);
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        long written = answers.stream().filter(answer -> answer.status() == 201).count();
        assertThat(count("project", "account_id", account)).isEqualTo(Long.toString(written));
        assertThat(SERVER.query(
                        "select count(*) from audit where account_id = ? and action = 'account.closed'", account))
                .isEqualTo("1");
        letGraceEnd(account);
        eraseDue();
        assertThat(count("project", "account_id", account)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-172: an account that is opened while two nodes erase it is either whole or gone")
    void an_account_that_is_opened_while_two_nodes_erase_it_is_whole_or_gone() {
        try (var other = Perigee.node(Perigee.roomy())) {
            for (int round = 0; round < 5; round++) {
                var company = PEOPLE.account();
                var boss = PEOPLE.member(company, "owner");
                boss.api().delete("/api/account");
                SERVER.query(
                        "update account set closed_at = now() - interval '30 days' + interval '30 ms' where id = ?",
                        company);
                var answers = Together.ask(3, i -> {
                    if (i == 0) {
                        return boss.api().post(path(company), null);
                    }
                    (i == 1 ? SERVER : other).bean(ClosedAccounts.class).eraseDue();
                    return null;
                });
                eraseDue();
                boolean reopened = answers.getFirst().status() == 200;
                assertThat(count("account", "id", company)).isEqualTo(reopened ? "1" : "0");
                assertThat(count("app_user", "id", boss.id())).isEqualTo(reopened ? "1" : "0");
                assertThat(count("membership", "account_id", company)).isEqualTo(reopened ? "1" : "0");
            }
        }
    }

    @Test
    void a_member_who_belongs_elsewhere_too_is_not_erased_with_the_account() {
        var member = PEOPLE.member(account, "user");
        var shut = PEOPLE.account();
        PEOPLE.shut(shut);
        PEOPLE.join(shut, member.id(), "user");
        close();
        letGraceEnd(account);
        eraseDue();
        assertThat(count("app_user", "id", member.id())).isEqualTo("1");
        assertThat(count("app_user", "id", owner.id())).isEqualTo("0");
    }

    @Test
    void the_data_of_another_account_is_untouched_when_one_is_erased() {
        var neighbour = PEOPLE.member(PEOPLE.account(), "owner");
        neighbour.api().post("/api/project", Json.of("name", "Orbit"));
        close();
        letGraceEnd(account);
        eraseDue();
        assertThat(neighbour.api().get("/api/project").json().path("items")).hasSize(1);
    }

    @Test
    void a_session_goes_on_in_another_account_of_its_person() {
        var person = Person.signedIn(SERVER);
        String first = person.api().get("/api/account").field("id");
        String user = person.api().get("/api/user").field("id");
        PEOPLE.join(account, UUID.fromString(user), "admin");
        var session = person.signIn();
        assertThat(person.api().delete("/api/account").status()).isEqualTo(204);
        var refreshed =
                Http.to(SERVER).post("/api/auth/refresh", Json.of("refresh_token", session.field("refresh_token")));
        var next = Http.to(SERVER).bearer(refreshed.field("token"));
        assertThat(next.get("/api/account").field("id")).isEqualTo(account.toString());
        assertThat(next.post(path(UUID.fromString(first)), null).status()).isEqualTo(200);
        assertThat(next.get("/api/user/account").json().path("items")).hasSize(2);
    }

    @Test
    void the_owner_of_nothing_but_a_closed_account_signs_in_and_opens_it() {
        var person = Person.signedIn(SERVER);
        var id = UUID.fromString(person.api().get("/api/account").field("id"));
        person.api().post("/api/project", Json.of("name", "Orbit"));
        person.api().delete("/api/account");
        var api = Http.to(SERVER).bearer(person.signIn().field("token"));
        var closed = api.get("/api/user/account").json().path("items").path(0);
        assertThat(Duration.between(
                        Instant.parse(closed.path("closed_at").asString()),
                        Instant.parse(closed.path("erased_at").asString())))
                .isEqualTo(Duration.ofDays(30));
        var opened = api.post(path(id), null);
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.json().path("closed_at").isNull()).isTrue();
        var again = person.signIn();
        assertThat(Jwt.of(again.field("token")).claims().path("acc").asString()).isEqualTo(id.toString());
        assertThat(Http.to(SERVER)
                        .bearer(again.field("token"))
                        .get("/api/project")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void every_owner_is_told_by_mail_when_an_account_closes_and_opens() {
        var second = PEOPLE.member(account, "owner");
        var user = PEOPLE.member(account, "user");
        close();
        for (var each : List.of(owner, second)) {
            var mail = each.person().waitForMail(1).json().path("items").path(0);
            String day = Instant.now().plus(Duration.ofDays(30)).toString().substring(0, 10);
            assertThat(mail.path("text").asString()).contains("of " + account, day);
        }
        assertThat(second.api().post(path(account), null).status()).isEqualTo(200);
        var subject = owner.person()
                .waitForMail(2)
                .json()
                .path("items")
                .path(0)
                .path("subject")
                .asString();
        assertThat(subject).contains("open again");
        assertThat(user.person().mails().json().path("items")).isEmpty();
        assertThat(owner.api().get("/api/audit").json().path("items"))
                .extracting(row -> row.path("action").asString())
                .containsExactly("account.reopened", "account.closed");
    }

    @Test
    void after_its_grace_an_account_is_erased_with_its_data_and_the_members_who_belong_nowhere_else() {
        var member = PEOPLE.member(account, "admin");
        owner.api().post("/api/project", Json.of("name", "Orbit"));
        close();
        letGraceEnd(account);
        eraseDue();
        for (String table : List.of("membership", "project", "subscription", "audit", "audit_head")) {
            assertThat(count(table, "account_id", account)).as(table).isEqualTo("0");
        }
        assertThat(count("account", "id", account)).isEqualTo("0");
        assertThat(count("app_user", "id", owner.id())).isEqualTo("0");
        assertThat(member.api().get("/api/user").status()).isEqualTo(401);
    }
}
