package dev.perigee.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members can see and change of their account. */
class AccountTest {

    private static final Perigee SERVER = Perigee.shared();

    private static String idOf(Person person) {
        return person.api().get("/api/account").field("id");
    }

    private static String row(String account) {
        return SERVER.query("""
                select concat_ws(' ', a::text, s::text) from account a join subscription s on s.account_id = a.id
                 where a.id = cast(? as uuid)""", account);
    }

    /** Makes somebody of their own a member of the owner's account only, and signs them in again. */
    private static Http memberOf(Person owner, String role) {
        var member = Person.signedIn(SERVER);
        SERVER.query("""
                delete from account a using membership m, app_user u
                 where m.account_id = a.id and u.id = m.user_id and u.email = ?""", member.email());
        join(member, owner, role);
        return Http.to(SERVER).bearer(member.signIn().field("token"));
    }

    private static void join(Person person, Person owner, String role) {
        SERVER.query("""
                insert into membership (account_id, user_id, role)
                select cast(? as uuid), id, ? from app_user where email = ?""", idOf(owner), role, person.email());
    }

    @Test
    void nobody_reads_changes_or_erases_an_account_without_signing_in() {
        var http = Http.to(SERVER);
        assertThat(http.get("/api/account").status()).isEqualTo(401);
        assertThat(http.patch("/api/account", "{\"name\": \"Eve\"}").status()).isEqualTo(401);
        assertThat(http.delete("/api/account").status()).isEqualTo(401);
    }

    @DisplayName("S-120")
    @ParameterizedTest
    @ValueSource(strings = {"admin", "developer", "user"})
    void a_member_who_is_no_owner_reads_the_account_and_changes_nothing(String role) {
        var owner = Person.signedIn(SERVER);
        var member = memberOf(owner, role);
        String before = row(idOf(owner));
        assertThat(member.get("/api/account").body())
                .isEqualTo(owner.api().get("/api/account").body());
        assertThat(member.patch("/api/account", "{\"name\": \"Mallory\"}").code())
                .isEqualTo("permission_missing");
        assertThat(member.delete("/api/account").code()).isEqualTo("permission_missing");
        assertThat(row(idOf(owner))).isEqualTo(before);
    }

    /** A session that no request has used yet, for nothing here tells the cache of the change. */
    @Test
    @DisplayName("S-040")
    void a_role_is_read_when_it_is_asked_for_and_not_kept_in_the_token() {
        var owner = Person.signedIn(SERVER);
        var member = memberOf(owner, "owner");
        SERVER.query("""
                update membership set role = 'user'
                 where account_id = cast(? as uuid) and user_id <> (select id from app_user where email = ?)""", idOf(owner), owner.email());
        assertThat(member.patch("/api/account", "{\"name\": \"Mallory\"}").code())
                .isEqualTo("permission_missing");
    }

    @Test
    @DisplayName("S-123")
    void a_field_that_is_not_the_owners_to_change_is_refused() {
        var owner = Person.signedIn(SERVER);
        String before = row(idOf(owner));
        for (String field : List.of(
                "\"id\": \"01980000-0000-7000-8000-000000000000\"",
                "\"account_id\": \"01980000-0000-7000-8000-000000000000\"",
                "\"owner\": \"v@example.org\"",
                "\"permission\": \"master\"",
                "\"verified\": true",
                "\"plan\": \"enterprise\"",
                "\"plan_id\": \"enterprise\"",
                "\"subscription\": \"active\"",
                "\"status\": \"active\"",
                "\"stripe_customer_id\": \"cus_1\"",
                "\"active\": true",
                "\"disabled_at\": null",
                "\"password_hash\": \"$argon2id$\"",
                "\"created_at\": \"2020-01-01T00:00:00Z\"",
                "\"__proto__\": {\"plan\": \"enterprise\"}",
                "\"name\": \"Eve\"")) {
            var answer = owner.api().patch("/api/account", "{\"name\": \"Mallory Ltd\", " + field + "}");
            assertThat(answer.status()).as(field).isEqualTo(400);
        }
        assertThat(row(idOf(owner))).isEqualTo(before);
    }

    @Test
    void a_name_that_is_not_one_is_refused() {
        var owner = Person.signedIn(SERVER);
        for (String name : List.of("", "n".repeat(101), "Test\nLtd", "Test\u2028Ltd", "Test\u202eLtd")) {
            assertThat(owner.api().patch("/api/account", Json.of("name", name)).status())
                    .isEqualTo(422);
        }
    }

    @Test
    void a_blank_name_is_refused() {
        assertThat(Person.signedIn(SERVER)
                        .api()
                        .patch("/api/account", Json.of("name", "   "))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void an_owner_sees_the_account_with_its_plan() {
        var account = Person.signedIn(SERVER).api().get("/api/account");
        assertThat(account.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "locale", "second_factor_required", "plan", "subscription", "created_at");
        assertThat(account.field("name")).isEqualTo("Test Ltd");
        assertThat(account.field("plan")).isEqualTo("free");
        assertThat(account.field("subscription")).isEqualTo("active");
    }

    @Test
    void an_owner_renames_the_account_and_nothing_else_changes() {
        var owner = Person.signedIn(SERVER);
        var other = Person.signedIn(SERVER);
        String id = idOf(owner);
        var renamed = owner.api().patch("/api/account", "{\"name\": \"Orbit <Ltd> & S\u00f8n\"}");
        assertThat(renamed.field("name")).isEqualTo("Orbit <Ltd> & S\u00f8n");
        assertThat(owner.api().patch("/api/account", "{}").body()).isEqualTo(renamed.body());
        assertThat(renamed.field("id")).isEqualTo(id);
        assertThat(other.api().get("/api/account").field("name")).isEqualTo("Test Ltd");
    }

    @Test
    void an_owner_chooses_the_language_for_people_who_are_not_known_yet() {
        var owner = Person.signedIn(SERVER);
        assertThat(owner.api().patch("/api/account", "{\"locale\": \"fr\"}").status())
                .isEqualTo(422);
        assertThat(owner.api().get("/api/account").field("locale")).isEqualTo("en");
        assertThat(owner.api().patch("/api/account", "{\"locale\": \"es\"}").field("locale"))
                .isEqualTo("es");
        assertThat(owner.api().get("/api/account").field("name")).isEqualTo("Test Ltd");
    }

    @Test
    void the_accounts_of_a_person_are_listed_with_their_role_in_each() {
        var owner = Person.signedIn(SERVER);
        var member = Person.signedIn(SERVER);
        owner.api().patch("/api/account", "{\"name\": \"Orbit Ltd\"}");
        join(member, owner, "developer");
        var items = member.api().get("/api/user/account").json().path("items");
        assertThat(items).hasSize(2);
        assertThat(items.path(0).path("permission").asString()).isEqualTo("owner");
        assertThat(items.path(1).path("permission").asString()).isEqualTo("developer");
        assertThat(items.path(1).path("name").asString()).isEqualTo("Orbit Ltd");
        assertThat(owner.api().get("/api/user/account").json().path("items")).hasSize(1);
    }
}
