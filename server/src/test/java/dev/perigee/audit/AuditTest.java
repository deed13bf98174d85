package dev.perigee.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.testing.Answer;
import dev.perigee.testing.Json;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import dev.perigee.testing.Population.Member;
import dev.perigee.testing.Together;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trail of an account: what was done stays told, and nobody can tell it otherwise. */
class AuditTest {

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);
    private Member owner;

    @BeforeEach
    void open() {
        owner = people.member(people.account(), "owner");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit set details = '{}'",
                "update audit set actor_known = null",
                "delete from audit",
                "truncate audit",
                "update audit_head set number = 0",
                "insert into audit_head (account_id) values ('%s')",
                "delete from audit_head",
                "insert into operator (user_id) values ('%1$s')",
                "alter table audit disable trigger all"
            })
    @DisplayName("S-130: the application can add to the trail, and change nothing in it")
    void the_application_changes_nothing(String sql) throws SQLException {
        rename("Once");
        String account = owner.account().toString();
        try (var connection = server.database("perigee_app")) {
            connection.createStatement().execute("set app.account_id = '" + account + "'");
            connection.createStatement().execute("set app.user_id = '" + owner.id() + "'");
            assertThatThrownBy(() -> connection.createStatement().execute(sql.formatted(account)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
        assertThat(defect()).isEmpty();
    }

    @Test
    @DisplayName("S-130: whoever writes a row says neither its number nor its time nor its hash")
    void a_row_is_what_the_database_makes_it() throws SQLException {
        rename("Once");
        try (var connection = server.database("perigee_app")) {
            connection.createStatement().execute("set app.account_id = '" + owner.account() + "'");
            connection.createStatement().execute("""
                    insert into audit (account_id, number, id, time, action, subject_kind, details, hash)
                    values ('%s', 1, gen_random_uuid(), '2001-01-01', 'account.forged', '', '{}', 'x')""".formatted(owner.account()));
        }
        assertThat(row(2).path("action").asString()).isEqualTo("account.forged");
        assertThat(row(2).path("time").asString()).startsWith("20").doesNotStartWith("2001");
        assertThat(defect()).isEmpty();
    }

    @Test
    @DisplayName("S-130: the first row that was altered, is missing, or stands elsewhere is named")
    void what_was_changed_is_named() {
        Stream.of("One", "Two", "Three", "Four", "Five").forEach(this::rename);
        spoil("update audit set details = replace(details, 'Three', 'Drei') where number = 3", "row 3 was altered");
        spoil("update audit set actor = gen_random_uuid() where number = 2", "row 2 was altered");
        spoil("update audit set actor_known = '{}' where number = 4", "row 4 was altered");
        spoil("delete from audit where number = 2", "row 2 is missing");
        spoil("delete from audit where number = 5", "row 5 is missing");
        spoil(
                "update audit set number = case number when 2 then -3 else -2 end where number in (2, 3);"
                        + "update audit set number = -number where number < 0",
                "row 2 stands in another place");
        spoil("delete from audit where number = 1", "row 1 is missing");
        spoil("update audit_head set hash = 'x' where true", "row 6 is not the end");
    }

    /** In a copy of the trail, which belongs to an account of its own. */
    private void spoil(String sql, String found) {
        var copy = people.account();
        server.query("""
                do $$
                begin
                    set local session_replication_role = replica;
                    insert into audit select '%2$s', number, id, time, action, actor, actor_known, actor_hash,
                        subject_kind, subject, subject_known, subject_hash, subject_email, details, trace_id, hash
                        from audit where account_id = '%1$s';
                    insert into audit_head values ('%2$s', 5, '');
                end
                $$""".formatted(owner.account(), copy));
        rehash(new AccountId(copy));
        assertThat(defect(new AccountId(copy))).isEmpty();
        for (String statement : sql.split(";", -1)) {
            server.query(statement.replace(" where ", " where account_id = '" + copy + "' and "));
        }
        assertThat(defect(new AccountId(copy))).get().asString().contains(found);
    }

    /** The account is part of what is hashed, so a copy has a chain of its own. */
    private void rehash(AccountId copy) {
        server.query("""
                do $$
                declare
                    entry audit;
                    previous bytea := '';
                begin
                    for entry in select * from audit where account_id = '%1$s' order by number loop
                        previous := sha256(convert_to(audit_text(previous, entry), 'UTF8'));
                        update audit set hash = previous where account_id = '%1$s' and number = entry.number;
                    end loop;
                    update audit_head set hash = previous where account_id = '%1$s';
                end
                $$""".formatted(copy));
    }

    @Test
    void many_changes_at_once_make_one_chain() {
        var answers = Together.ask(20, n -> Together.served(() -> rename("Number " + n)));
        assertThat(Together.statuses(answers)).containsOnly(200);
        var numbers =
                items(list("?limit=100")).mapToLong(row -> row.path("number").asLong());
        assertThat(numbers)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 20).map(n -> 21 - n).boxed().toList());
        assertThat(defect()).isEmpty();
    }

    @Test
    void a_change_that_is_refused_leaves_no_row() {
        rename("");
        assertThat(items(list(""))).isEmpty();
    }

    @Test
    @DisplayName("S-173: who is erased is named nowhere in the trail, and the chain is whole")
    void who_is_erased_is_forgotten() {
        var colleague = people.member(owner.account(), "owner");
        rename("Once");
        colleague.api().patch("/api/account", Json.of("name", "Twice"));
        forget();
        assertThat(row(2).path("actor").path("email").asString())
                .isEqualTo(colleague.person().email());
        var row = row(1);
        assertThat(row.path("actor").path("id").asString()).isEqualTo(owner.id().toString());
        assertThat(row.path("actor").path("name").isNull()).isTrue();
        assertThat(row.path("actor").path("email").isNull()).isTrue();
        assertThat(row.path("actor").path("address").isNull()).isTrue();
        assertThat(defect()).isEmpty();
        assertThat(server.query("select audit::text from audit where number = 1 and account_id = ?", owner.account()))
                .doesNotContain("Known as", "@example.org");
    }

    private void forget() {
        server.bean(TransactionOperations.class)
                .executeWithoutResult(transaction -> server.bean(Audit.class).forget(new UserId(owner.id())));
    }

    @Test
    void it_is_told_who_did_what_from_where_and_when() {
        rename("Once");
        var renamed = rename("Twice");
        var row = row(2);
        assertThat(row.path("action").asString()).isEqualTo("account.renamed");
        assertThat(row.path("details").path("from").asString()).isEqualTo("Once");
        assertThat(row.path("details").path("to").asString()).isEqualTo("Twice");
        assertThat(row.path("actor").path("id").asString()).isEqualTo(owner.id().toString());
        assertThat(row.path("actor").path("email").asString())
                .isEqualTo(owner.person().email());
        assertThat(row.path("actor").path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(row.path("trace_id").asString()).hasSize(32);
        assertThat(renamed.status()).isEqualTo(200);
    }

    @Test
    void every_account_of_a_person_is_told_how_they_can_come_in() {
        var person = Person.signedIn(server);
        person.enrol(person.beginToEnrol().next());
        var user = person.api().get("/api/user").field("id");
        people.join(owner.account(), UUID.fromString(user), "user");
        person.api().send("POST", "/api/user/2fa/codes", null);
        var row = row(1);
        assertThat(row.path("action").asString()).isEqualTo("user.backup_codes_renewed");
        assertThat(row.path("actor").path("id").asString()).isEqualTo(user);
        assertThat(items(person.api().get("/api/audit"))
                        .map(each -> each.path("action").asString()))
                .containsExactly("user.backup_codes_renewed", "user.second_factor_on", "account.opened");
    }

    @Test
    void a_filter_leaves_out_what_was_not_asked_for() {
        rename("Once");
        var other = people.member(owner.account(), "owner");
        other.api().patch("/api/account", Json.of("name", "Other"));
        assertThat(items(list("?actor=" + other.id()))).hasSize(1);
        assertThat(items(list("?actor=" + other.id() + "&action=member.removed")))
                .isEmpty();
        assertThat(items(list("?action=account.renamed"))).hasSize(2);
        assertThat(items(list("?action=account.opened"))).isEmpty();
        assertThat(items(list("?action=x%27%20or%20true%20--"))).isEmpty();
    }

    @Test
    void it_is_read_page_by_page() {
        Stream.of("One", "Two", "Three").forEach(this::rename);
        var first = list("?limit=2").json();
        var second = list("?limit=2&cursor=" + first.path("next").asString()).json();
        assertThat(first.path("items")).hasSize(2);
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("items").path(0).path("number").asLong()).isEqualTo(1);
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void the_exported_lines_are_enough_to_verify_the_chain() {
        Stream.of("One", "Two").forEach(this::rename);
        var answer = owner.api().get("/api/audit/jsonl");
        assertThat(answer.header("content-type").orElseThrow()).startsWith("application/jsonl");
        assertThat(answer.header("content-disposition")).contains("attachment; filename=\"audit.jsonl\"");
        var lines = answer.body().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines).hasSize(2);
        String previous = "";
        for (JsonNode line : lines) {
            assertThat(hash(previous, line)).isEqualTo(line.path("hash").asString());
            previous = line.path("hash").asString();
        }
    }

    /** As docs/guide/audit.md tells it to whoever has nothing but the file. */
    private static String hash(String previous, JsonNode line) {
        var texts = Stream.of(
                        "account_id",
                        "number",
                        "id",
                        "time",
                        "action",
                        "actor",
                        "actor_hash",
                        "subject_kind",
                        "subject",
                        "subject_hash",
                        "details",
                        "trace_id")
                .map(name -> line.path(name).asString(""));
        return sha256(Stream.concat(Stream.of(previous), texts).collect(Collectors.joining("\n")));
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "|calc", "%0A=1"})
    @DisplayName("S-159: no cell of the table is a formula")
    void no_cell_is_a_formula(String name) {
        server.query("update app_user set name = ? where id = ?::uuid", name, owner.id());
        rename("Once");
        var line = owner.api().get("/api/audit/csv").body().lines().toList().get(1);
        assertThat(line).contains("\"'" + name + "\"");
    }

    @Test
    @DisplayName("S-159: quotes and commas stay within their cell")
    void a_cell_stays_a_cell() {
        server.query("update app_user set name = ? where id = ?::uuid", "Ada \"the first\", of ours", owner.id());
        rename("Once");
        assertThat(owner.api().get("/api/audit/csv").body())
                .contains("\"Ada \"\"the first\"\", of ours\"")
                .endsWith("\r\n");
    }

    private Answer rename(String name) {
        return owner.api().patch("/api/account", Json.of("name", name));
    }

    private Answer list(String query) {
        return owner.api().get("/api/audit" + query);
    }

    private static Stream<JsonNode> items(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("items").valueStream();
    }

    private JsonNode row(long number) {
        return items(list("?limit=100"))
                .filter(row -> row.path("number").asLong() == number)
                .findFirst()
                .orElseThrow();
    }

    private Optional<AuditChain.Defect> defect() {
        return defect(new AccountId(owner.account()));
    }

    private Optional<AuditChain.Defect> defect(AccountId account) {
        var chains = server.bean(AuditChainStore.class);
        var head = chains.heads(null, 1_000_000).stream()
                .filter(each -> each.account().equals(account))
                .findFirst()
                .orElseThrow();
        return new AuditChain(head).firstDefect(number -> chains.chain(head, number, 2));
    }
}
