package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What people can see and change of themselves, and how they leave. */
class UserTest {

    private static final Perigee SERVER = Perigee.shared();

    private static String row(Person person) {
        return SERVER.query("select u::text from app_user u where email = ?", person.email());
    }

    private static String idOf(Person person) {
        return SERVER.query("select id from app_user where email = ?", person.email());
    }

    /** Makes the person a member of the account of the other one. */
    private static void join(Person person, Person other, String role) {
        SERVER.query("""
                insert into membership (account_id, user_id, role)
                select m.account_id, p.id, ? from membership m
                  join app_user o on o.id = m.user_id and o.email = ? cross join app_user p
                 where p.email = ?
                 order by m.created_at limit 1""", role, other.email(), person.email());
    }

    private static String accountOf(Person person) {
        return person.api().get("/api/account").field("id");
    }

    private static String accounts(String id) {
        return SERVER.query("select count(*) from account where id = cast(? as uuid)", id);
    }

    @Test
    void nobody_reads_changes_or_erases_a_person_without_signing_in() {
        var http = Http.to(SERVER);
        assertThat(http.get("/api/user").status()).isEqualTo(401);
        assertThat(http.patch("/api/user", "{\"name\": \"Eve\"}").status()).isEqualTo(401);
        assertThat(http.delete("/api/user").status()).isEqualTo(401);
        assertThat(http.get("/api/user/account").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("S-120 S-123")
    void a_field_that_is_not_the_persons_to_change_is_refused() {
        var person = Person.signedIn(SERVER);
        String before = row(person);
        for (String field : List.of(
                "\"id\": \"01980000-0000-7000-8000-000000000000\"",
                "\"account_id\": \"01980000-0000-7000-8000-000000000000\"",
                "\"permission\": \"master\"",
                "\"role\": \"owner\"",
                "\"email\": \"v@example.org\"",
                "\"verified\": true",
                "\"verified_at\": \"2020-01-01T00:00:00Z\"",
                "\"email_verified\": true",
                "\"2fa_enabled\": false",
                "\"disabled\": false",
                "\"active\": true",
                "\"plan\": \"free\"",
                "\"stripe_customer_id\": \"cus_1\"",
                "\"password\": \"eleven green badgers 7\"",
                "\"password_hash\": \"$argon2id$\"",
                "\"passwordHash\": \"$argon2id$\"",
                "\"avatar\": \"http://127.0.0.1/\"",
                "\"created_at\": \"2020-01-01T00:00:00Z\"",
                "\"default_account\": null",
                "\"__proto__\": {\"permission\": \"master\"}",
                "\"constructor\": {}",
                "\"user\": {\"permission\": \"master\"}",
                "\"\": 1",
                "\"Name\": \"Eve\"",
                "\"name\": \"Eve\"")) {
            var answer = person.api().patch("/api/user", "{\"name\": \"Mallory\", " + field + "}");
            assertThat(answer.status()).as(field).isEqualTo(400);
        }
        assertThat(row(person)).isEqualTo(before);
    }

    @Test
    void a_name_or_language_that_is_not_one_is_refused() {
        var person = Person.signedIn(SERVER);
        String before = row(person);
        for (String name : List.of("", "n".repeat(101), "Ada\r\nBcc: v@example.org", "Ada\u2028", "Ada\u202e")) {
            assertThat(person.api().patch("/api/user", Json.of("name", name)).status())
                    .as(name)
                    .isEqualTo(422);
        }
        for (String locale : List.of("", "fr", "EN", "en-US", "en\n", "../en")) {
            assertThat(person.api()
                            .patch("/api/user", Json.of("locale", locale))
                            .status())
                    .as(locale)
                    .isEqualTo(422);
        }
        for (String body : List.of(
                "{\"name\": 1}",
                "{\"name\": [\"Ada\"]}",
                "{\"name\": {}}",
                "{\"name\": \"a\\u0000\"}",
                "[]",
                "null",
                "")) {
            assertThat(person.api().patch("/api/user", body).status()).as(body).isEqualTo(400);
        }
        assertThat(row(person)).isEqualTo(before);
    }

    @Test
    void a_blank_name_is_refused() {
        var person = Person.signedIn(SERVER);
        assertThat(person.api().patch("/api/user", Json.of("name", "   ")).status())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("S-121")
    void the_last_owner_of_an_account_with_other_members_cannot_leave() {
        var owner = Person.signedIn(SERVER);
        var member = Person.signedIn(SERVER);
        join(member, owner, "admin");
        var answer = owner.api().delete("/api/user");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("last_owner");
        assertThat(owner.api().get("/api/user").status()).isEqualTo(200);
        assertThat(owner.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-121")
    void who_is_refused_to_leave_one_account_has_left_none() {
        var person = Person.signedIn(SERVER);
        var other = Person.signedIn(SERVER);
        var shared = Person.signedIn(SERVER);
        String alone = accountOf(person);
        join(person, shared, "owner");
        join(other, shared, "user");
        SERVER.query("delete from membership where user_id = cast(? as uuid)", idOf(shared));
        assertThat(person.api().delete("/api/user").code()).isEqualTo("last_owner");
        assertThat(accounts(alone)).isEqualTo("1");
        assertThat(person.api().get("/api/user/account").json().path("items")).hasSize(2);
    }

    @RepeatedTest(10)
    @DisplayName("S-121")
    void of_two_owners_who_leave_at_once_the_account_goes_with_the_second() {
        var one = Person.signedIn(SERVER);
        var two = Person.signedIn(SERVER);
        String account = accountOf(one);
        join(two, one, "owner");
        var answers = Together.ask(2, number -> (number == 0 ? one : two).api().delete("/api/user"));
        assertThat(Together.statuses(answers)).containsOnly(204);
        assertThat(accounts(account)).isEqualTo("0");
    }

    @Test
    @DisplayName("S-121")
    void the_sole_owner_of_a_shut_account_with_other_members_cannot_leave_it_without_one() {
        var person = Person.signedIn(SERVER);
        var shut = Person.signedIn(SERVER);
        String account = accountOf(shut);
        join(person, shut, "owner");
        SERVER.query("update membership set role = 'user' where user_id = cast(? as uuid)", idOf(shut));
        SERVER.query("update account set disabled_at = now() where id = cast(? as uuid)", account);
        assertThat(person.api().delete("/api/user").code()).isEqualTo("last_owner");
    }

    @Test
    @DisplayName("S-173")
    void who_leaves_alone_is_gone_from_every_table_with_the_account() {
        var person = Person.signedIn(SERVER);
        person.api().post("/api/project", "{\"name\": \"Orbit\"}");
        person.signIn();
        String user = idOf(person);
        String account = accountOf(person);
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(accounts(account)).isEqualTo("0");
        assertThat(rowsOf("user_id", user)).isEmpty();
        assertThat(rowsOf("account_id", account)).isEmpty();
    }

    /** The tables that still hold rows of the person or account; the request log alone keeps its rows for its time. */
    private static List<String> rowsOf(String column, String id) {
        String tables = SERVER.query("""
                select string_agg(c.table_name, ',') from information_schema.columns c
                  join information_schema.tables t using (table_schema, table_name)
                 where c.table_schema = 'public' and c.column_name = ? and t.table_type = 'BASE TABLE'
                   and c.table_name <> 'log' and c.table_name !~ '^log_[0-9]{8}$'""", column);
        return List.of(tables.split(",", -1)).stream()
                .filter(table -> !"0"
                        .equals(SERVER.query(
                                "select count(*) from " + table + " where " + column + " = cast(? as uuid)", id)))
                .toList();
    }

    @Test
    @DisplayName("S-173")
    void the_address_of_somebody_erased_is_kept_nowhere() {
        var person = Person.signedIn(SERVER);
        person.api().delete("/api/user");
        String tables = SERVER.query("""
                select string_agg(quote_ident(table_name), ',') from information_schema.tables
                 where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'mailbox'""");
        for (String table : tables.split(",", -1)) {
            assertThat(SERVER.query(
                            "select count(*) from " + table + " t where t::text like '%' || ? || '%'", person.email()))
                    .as(table)
                    .isEqualTo("0");
        }
    }

    @Test
    void the_address_of_somebody_erased_is_free_again() {
        var person = Person.signedIn(SERVER);
        person.api().delete("/api/user");
        assertThat(person.signIn().status()).isEqualTo(401);
        person.signUp();
        person.waitForMail(2);
        assertThat(person.verify().status()).isEqualTo(200);
        assertThat(person.signIn().status()).isEqualTo(200);
    }

    @Test
    @DisplayName("S-039")
    void every_token_of_somebody_erased_is_refused() {
        var person = Person.signedIn(SERVER);
        var other = person.signIn();
        person.api().delete("/api/user");
        for (String token : List.of(person.token(), other.field("token"))) {
            assertThat(Http.to(SERVER).bearer(token).get("/api/user").status()).isEqualTo(401);
            assertThat(Http.to(SERVER).bearer(token).get("/api/auth").field("authenticated"))
                    .isEqualTo("false");
        }
        assertThat(Http.to(SERVER)
                        .post("/api/auth/refresh", Json.of("refresh_token", other.field("refresh_token")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_member_who_leaves_leaves_the_account_to_the_others() {
        var owner = Person.signedIn(SERVER);
        var member = Person.signedIn(SERVER);
        join(member, owner, "user");
        assertThat(member.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(owner.api().get("/api/account").status()).isEqualTo(200);
        assertThat(owner.api().get("/api/user/account").json().path("items")).hasSize(1);
    }

    @Test
    void a_profile_says_who_somebody_is_and_never_how_their_password_is_kept() {
        var person = Person.signedIn(SERVER);
        var user = person.api().get("/api/user");
        assertThat(user.field("id")).isEqualTo(idOf(person));
        assertThat(user.field("name")).isEqualTo("Ada Test");
        assertThat(user.field("email")).isEqualTo(person.email());
        assertThat(user.field("verified")).isEqualTo("true");
        assertThat(user.field("permission")).isEqualTo("owner");
        assertThat(user.field("locale")).isEqualTo("en");
        assertThat(user.field("created_at")).endsWith("Z");
        assertThat(user.body()).doesNotContain("password", "hash", "argon2");
    }

    @Test
    void a_person_changes_name_and_language_each_by_itself() {
        var person = Person.signedIn(SERVER);
        assertThat(person.api()
                        .patch("/api/user", "{\"name\": \"Grace \u00d8resund\"}")
                        .field("name"))
                .isEqualTo("Grace \u00d8resund");
        assertThat(person.api().patch("/api/user", "{\"locale\": \"es\"}").field("locale"))
                .isEqualTo("es");
        var user = person.api().get("/api/user");
        assertThat(user.field("name") + ' ' + user.field("locale")).isEqualTo("Grace \u00d8resund es");
    }

    @Test
    void a_change_of_nothing_changes_nothing() {
        var person = Person.signedIn(SERVER);
        String before = row(person);
        assertThat(person.api().patch("/api/user", "{}").status()).isEqualTo(200);
        assertThat(person.api()
                        .patch("/api/user", "{\"name\": null, \"locale\": null}")
                        .status())
                .isEqualTo(200);
        assertThat(row(person)).isEqualTo(before);
    }
}
