package dev.perigee.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Http;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Together;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left of somebody who was erased: nothing that tells who they were. */
class ErasureTest {

    private static final Perigee SERVER = Perigee.shared();
    private static final Population PEOPLE = Population.of(SERVER);

    /** In the place of everybody's own mailbox: what was delivered is no longer ours. */
    private static final String THE_READERS_OWN = "mailbox";

    private final UUID account = PEOPLE.account();
    private final Member owner = PEOPLE.member(account, "owner");

    /** Every table in whose rows the words stand, as they are or as bytes. */
    private static List<String> tablesWith(String words) {
        String bytes = HexFormat.of().formatHex(words.getBytes(StandardCharsets.UTF_8));
        String tables = SERVER.query("""
                select string_agg(relname, ' ' order by relname) from pg_class
                 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition""");
        return List.of(tables.split(" ", -1)).stream()
                .filter(table -> !table.equals(THE_READERS_OWN))
                .filter(table -> !SERVER.query(
                                "select 1 from " + table + " t where position(? in lower(t::text)) > 0"
                                        + " or position(? in t::text) > 0 limit 1",
                                words.toLowerCase(Locale.ROOT),
                                bytes)
                        .isEmpty())
                .toList();
    }

    private static void untilLogged(String user, String method) {
        Person.until(() -> SERVER.query("select count(*) from log where user_id = ?::uuid and method = ?", user, method)
                        .equals("0")
                ? null
                : true);
    }

    private static String brokenRows(UUID account) {
        return SERVER.query("""
                select count(*) from (
                    select r.hash, sha256(convert_to(
                               audit_text(coalesce(lag(r.hash) over (order by r.number), ''), r), 'UTF8')) as computed
                      from audit r where r.account_id = ?) rows
                 where hash <> computed""", account);
    }

    @Test
    @DisplayName("S-173: after an erasure no table tells the name or the addresses, and the address can sign up again")
    void after_an_erasure_no_table_tells_who_it_was() {
        var person = Person.signedIn(SERVER);
        String user = person.api().get("/api/user").field("id");
        String name = "Zelda " + UUID.randomUUID();
        person.api().patch("/api/user", Json.of("name", name));
        PEOPLE.join(account, UUID.fromString(user), "owner");
        var there = Http.to(SERVER)
                .bearer(person.api()
                        .post("/api/auth/switch", Json.of("account_id", account.toString()))
                        .field("token"));
        there.patch("/api/account", Json.of("name", "Named by somebody"));
        there.post("/api/project", Json.of("name", "Stays"));
        person.signIn("a wrong password 1");
        var former = person.email();
        assertThat(tablesWith(name)).contains("app_user", "audit");
        assertThat(tablesWith(former)).contains("app_user", "audit", "mail");
        assertThat(there.delete("/api/user").status()).isEqualTo(204);
        untilLogged(user, "DELETE");
        assertThat(tablesWith(name)).isEmpty();
        assertThat(tablesWith(former)).isEmpty();
        assertThat(there.get("/api/user").status()).isEqualTo(401);
        assertThat(brokenRows(account)).isEqualTo("0");
        assertThat(owner.api().get("/api/project").json().path("items")).hasSize(1);
        assertThat(person.signUp().status()).isEqualTo(202);
        assertThat(SERVER.query("select count(*) from app_user where email = ?", former))
                .isEqualTo("1");
    }

    @Test
    @DisplayName("S-173: a person who changed their address leaves neither the old nor the new one")
    void a_former_address_goes_too() {
        var person = Person.signedIn(SERVER);
        var next = Person.newOn(SERVER);
        String token = next.tokenBy(
                () -> person.api().post("/api/user/email", Json.of("email", next.email(), "password", Person.PASSWORD)),
                "/email");
        Http.to(SERVER).post("/api/user/email/confirm", Json.of("token", token, "password", Person.PASSWORD));
        String email = person.api().get("/api/user").field("email");
        assertThat(email).isEqualTo(next.email());
        assertThat(tablesWith(person.email())).contains("former_address", "mail");
        assertThat(person.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(tablesWith(person.email())).isEmpty();
        assertThat(tablesWith(email)).isEmpty();
    }

    @Test
    void the_trail_of_an_account_tells_that_a_member_was_erased_and_not_who() {
        var member = PEOPLE.member(account, "admin");
        assertThat(member.api().delete("/api/user").status()).isEqualTo(204);
        var row = owner.api().get("/api/audit").json().path("items").path(0);
        assertThat(row.path("action").asString()).isEqualTo("member.erased");
        assertThat(row.at("/actor/id").asString()).isEqualTo(member.id().toString());
        assertThat(row.at("/actor/name").isNull()).isTrue();
        assertThat(row.at("/subject/email").isNull()).isTrue();
        assertThat(brokenRows(account)).isEqualTo("0");
    }

    @Test
    void the_last_owner_of_a_closed_account_may_go_and_the_others_stay() {
        var member = PEOPLE.member(account, "user");
        assertThat(owner.api().delete("/api/user").code()).isEqualTo("last_owner");
        assertThat(owner.api().delete("/api/account").status()).isEqualTo(204);
        assertThat(owner.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(member.api().get("/api/user").status()).isEqualTo(200);
        assertThat(SERVER.query("select count(*) from account where id = ?", account))
                .isEqualTo("1");
    }

    @Test
    void who_is_alone_in_a_closed_account_takes_it_along() {
        assertThat(owner.api().delete("/api/account").status()).isEqualTo(204);
        assertThat(owner.api().delete("/api/user").status()).isEqualTo(204);
        assertThat(SERVER.query("select count(*) from account where id = ?", account))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("S-172: members of the same two accounts who are erased at once leave whole trails")
    void members_of_the_same_accounts_who_are_erased_at_once_leave_whole_trails() {
        var second = PEOPLE.account();
        PEOPLE.join(second, owner.id(), "owner");
        var members =
                Stream.generate(() -> PEOPLE.member(account, "user")).limit(10).toList();
        members.forEach(member -> PEOPLE.join(second, member.id(), "admin"));
        var answers =
                Together.ask(10, i -> Together.served(() -> members.get(i).api().delete("/api/user")));
        assertThat(answers).extracting(answer -> answer.status()).containsOnly(204);
        for (var each : List.of(account, second)) {
            assertThat(brokenRows(each)).isEqualTo("0");
            assertThat(SERVER.query(
                            "select count(*) from audit where account_id = ? and action = 'member.erased'", each))
                    .isEqualTo("10");
        }
    }
}
