package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Population;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second wall: what the database refuses when the code has forgotten whose rows it may touch. */
class RowLevelSecurityTest {

    private static final String NOBODY = new UUID(0, 0).toString();

    private final Perigee server = Perigee.shared();
    private final Population people = Population.of(server);

    /** The owner of an account of their own. */
    private Person somebody() {
        return people.member(people.account(), "owner").person();
    }

    /** Every table whose rows belong to an account. */
    static List<String> tables() throws SQLException {
        return strings("""
                select c.relname from pg_class c
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                   and (c.relname = 'account' or exists (select 1 from pg_attribute a
                        where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped))
                 order by 1
                """);
    }

    private static List<String> strings(String sql) throws SQLException {
        try (var connection = Perigee.shared().database("postgres");
                var rows = connection.createStatement().executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }

    /** What the application's own role gets, inside a transaction of this tenant. */
    private String as(String account, String user, String sql) throws SQLException {
        try (var connection = server.database("perigee_app")) {
            connection.setAutoCommit(false);
            try (var set = connection.prepareStatement(Tenancy.SET)) {
                set.setString(1, account);
                set.setString(2, user);
                set.execute();
            }
            return ask(connection, sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return Integer.toString(statement.getUpdateCount());
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    private void assertRefused(String account, String user, String state, String sql) {
        assertThatThrownBy(() -> as(account, user, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
    }

    @Test
    @DisplayName("S-116: every table of accounts' rows forces row-level security on everybody")
    void every_table_of_an_account_forces_row_level_security() throws SQLException {
        assertThat(tables())
                .contains("account", "membership", "subscription", "session", "log", "idempotency", "project");
        assertThat(strings("""
                        select c.relname from pg_class c
                         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                           and (c.relname = 'account' or exists (select 1 from pg_attribute a
                                where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped))
                           and not (c.relrowsecurity and c.relforcerowsecurity)
                        """)).isEmpty();
    }

    @Test
    @DisplayName("S-116: every table of accounts' rows has a policy, and every policy asks for the tenant")
    void every_table_of_an_account_asks_for_the_tenant() throws SQLException {
        assertThat(strings("select distinct tablename from pg_policies where schemaname = 'public'"))
                .containsExactlyInAnyOrderElementsOf(tables());
        assertThat(strings("""
                        select tablename || '.' || policyname from pg_policies
                         where schemaname = 'public' and roles <> '{perigee_owner}'
                           and (qual !~ 'app\\.(account|user)_id' or with_check !~ 'app\\.(account|user)_id')
                        """)).isEmpty();
    }

    @Test
    @DisplayName("S-116: no function lends the application its owner's rights, but to forget the person who acts")
    void no_function_runs_as_its_owner_for_the_application() throws SQLException {
        assertThat(strings("""
                        select proname from pg_proc
                         where pronamespace = 'public'::regnamespace and prosecdef
                           and has_function_privilege('perigee_app', oid, 'execute')
                        """))
                .containsExactlyInAnyOrder("forget_in_audit", "forget_in_notifications", "forget_in_webhooks");
    }

    @Test
    @DisplayName("S-116: no view hands rows out past row-level security")
    void no_view_reads_as_its_owner() throws SQLException {
        assertThat(strings("""
                        select relname from pg_class
                         where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
                           and not coalesce('security_invoker=true' = any (reloptions), false)
                        """)).isEmpty();
    }

    @Test
    @DisplayName("S-116: the application's role is weak and a member of nothing")
    void the_applications_role_is_weak() {
        assertThat(server.query("""
                        select concat(rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication)
                          from pg_roles where rolname = 'perigee_app'
                        """)).isEqualTo("fffff");
        assertThat(server.query("select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
                        + " where r.rolname in ('perigee_app', 'perigee_operator')"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("S-116: neither running role owns anything")
    void the_running_roles_own_nothing() {
        assertThat(server.query("""
                        select count(*) from pg_shdepend d join pg_roles r on r.oid = d.refobjid
                         where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
                           and r.rolname in ('perigee_app', 'perigee_operator')
                        """)).isEqualTo("0");
    }

    @ParameterizedTest(name = "S-116: {0} without a tenant")
    @MethodSource("tables")
    void without_a_tenant_every_read_is_an_error(String table) throws SQLException {
        somebodyWhoInvites();
        try (var connection = server.database("perigee_app")) {
            assertThatThrownBy(() -> ask(connection, "select count(*) from " + table))
                    .isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest(name = "S-116: {0} after the end of a transaction")
    @MethodSource("tables")
    void after_a_transaction_its_tenant_is_forgotten(String table) throws SQLException {
        var me = somebodyWhoInvites().api().get("/api/user");
        try (var connection = server.database("perigee_app")) {
            connection.setAutoCommit(false);
            try (var set = connection.prepareStatement(Tenancy.SET)) {
                set.setString(1, me.field("account_id"));
                set.setString(2, me.field("id"));
                set.execute();
            }
            connection.commit();
            assertThatThrownBy(() -> ask(connection, "select count(*) from " + table))
                    .isInstanceOf(SQLException.class);
        }
    }

    /** Where several policies hold, PostgreSQL asks for the tenant at the first row, so there must be one. */
    private Person somebodyWhoInvites() {
        var person = somebody();
        person.api().post("/api/invite", """
                {"invites": [{"email": "%s", "permission": "user"}]}""".formatted(Person.newOn(server).email()));
        return person;
    }

    @ParameterizedTest(name = "S-116: {0} of another tenant")
    @MethodSource("tables")
    void another_tenant_sees_and_changes_no_row(String table) throws SQLException {
        somebody().api().with("Idempotency-Key", "k").post("/api/project", "{\"name\": \"a\"}");
        String stranger = UUID.randomUUID().toString();
        assertThat(as(stranger, stranger, "select count(*) from " + table)).isEqualTo("0");
        assertThat(as(NOBODY, NOBODY, "select count(*) from " + table)).isEqualTo("0");
    }

    @ParameterizedTest(name = "S-116: {0}")
    @ValueSource(
            strings = {
                "insert into project (id, account_id, name, notes) values ('%2$s', '%1$s', 'planted', '')",
                "insert into subscription (account_id, plan_id, status) values ('%1$s', 'free', 'active')",
                "insert into membership (account_id, user_id, role) values ('%1$s', '%3$s', 'owner')",
                "insert into idempotency (account_id, user_id, key, request) values ('%1$s', '%3$s', 'k', 'r')",
                "insert into invite (id, account_id, email, role, hash, expires_at)"
                        + " values ('%2$s', '%1$s', 'v@example.org', 'admin', '', now() + interval '1 day')",
                "insert into ownership_offer (account_id, giver, receiver, remain, expires_at)"
                        + " values ('%1$s', '%4$s', '%3$s', false, now() + interval '1 day')",
                "insert into account (id, name) values ('%2$s', 'planted')",
                "insert into session (id, user_id, account_id, verified, ip, device, browser, expires_at)"
                        + " values ('%2$s', '%4$s', '%1$s', true, '127.0.0.1', '', '', now() + interval '1 day')",
                "update session set user_id = '%4$s'",
                "update project set account_id = '%1$s'",
                "update membership set account_id = '%1$s'",
                "update subscription set account_id = '%1$s'"
            })
    void no_row_is_written_into_another_account(String sql) {
        var theirs = somebody().api().get("/api/user");
        var person = somebody();
        person.api().post("/api/project", "{\"name\": \"mine\"}");
        var me = person.api().get("/api/user");
        assertRefused(
                me.field("account_id"),
                me.field("id"),
                "42501",
                sql.formatted(theirs.field("account_id"), UUID.randomUUID(), me.field("id"), theirs.field("id")));
    }

    @ParameterizedTest(name = "S-116: {0}")
    @ValueSource(
            strings = {
                "update project set name = 'taken' where id = '%s'",
                "delete from project where id = '%s'",
                "update account set name = 'taken' where id = '%2$s'",
                "delete from account where id = '%2$s'",
                "delete from membership where account_id = '%2$s'",
                "update subscription set status = 'canceled' where account_id = '%2$s'"
            })
    void no_row_of_another_account_is_changed(String sql) throws SQLException {
        var other = somebody().api();
        String project = other.post("/api/project", "{\"name\": \"theirs\"}").field("id");
        String account = other.get("/api/user").field("account_id");
        var me = somebody().api().get("/api/user");
        assertThat(as(me.field("account_id"), me.field("id"), sql.formatted(project, account)))
                .isEqualTo("0");
        assertThat(other.get("/api/project/" + project).field("name")).isEqualTo("theirs");
    }

    @ParameterizedTest(name = "S-116: {0}")
    @ValueSource(
            strings = {
                "delete from account where id = '%1$s'",
                "delete from membership where account_id = '%1$s'",
                "update account set name = 'taken' where id = '%1$s'",
                "update membership set role = 'owner' where account_id = '%1$s'"
            })
    void a_member_of_two_accounts_changes_nothing_in_the_one_they_are_not_in(String sql) throws SQLException {
        var other = somebody().api().get("/api/user");
        var me = somebody().api().get("/api/user");
        server.query(
                "insert into membership (account_id, user_id, role) values (?::uuid, ?::uuid, 'user')",
                other.field("account_id"),
                me.field("id"));
        assertThat(changed(me.field("account_id"), me.field("id"), sql.formatted(other.field("account_id"))))
                .isEqualTo("0");
    }

    /** How many rows a statement changes; none when it is refused. */
    private String changed(String account, String user, String sql) throws SQLException {
        try {
            return as(account, user, sql);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("42501");
            return "0";
        }
    }

    @Test
    @DisplayName("S-170: the log of another account is empty")
    void the_log_of_another_account_is_empty() throws SQLException {
        var person = somebody();
        var me = person.api().get("/api/user");
        Person.until(() -> "0".equals(server.query("select count(*) from log where user_id = ?::uuid", me.field("id")))
                ? null
                : true);
        String mine = "select count(*) from log where user_id = '" + me.field("id") + "'";
        String stranger = UUID.randomUUID().toString();
        assertThat(as(stranger, stranger, mine)).isEqualTo("0");
        assertThat(as(me.field("account_id"), me.field("id"), mine)).isNotEqualTo("0");
    }

    @ParameterizedTest(name = "the application may not: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "42501 | insert into log (time, trace_id, method, path, status, duration_us, ip)"
                        + " values (now(), 't', 'GET', '/', 200, 1, '127.0.0.1')",
                "42501 | update log set status = 200",
                "42501 | delete from log",
                "42501 | truncate log",
                "42501 | update login set browser = 'x'",
                "42501 | delete from login",
                "42501 | drop table project",
                "42501 | alter table project disable row level security",
                "42501 | alter table project no force row level security",
                "42501 | drop policy own on project",
                "42501 | create policy mine on project using (true)",
                "42501 | truncate project",
                "42501 | create table public.mine (id int)",
                "42501 | create schema mine",
                "42501 | set role perigee_operator",
                "42501 | set role perigee_owner",
                "42501 | set role postgres",
                "42501 | set session authorization perigee_owner",
                "42501 | alter role perigee_app bypassrls",
                "42501 | create role mine",
                "42501 | select maintain_log(interval '0')",
                "42501 | select * from flyway_schema_history",
                "42501 | insert into plan (id, name, price, currency, interval, position)"
                        + " values ('x', 'x', 0, 'usd', 'month', 1)",
                "42501 | select rolpassword from pg_authid",
                "42501 | copy project to program 'true'",
                "42501 | select pg_read_file('/etc/passwd')"
            })
    void the_applications_role_may_not_reach_further(String state, String sql) {
        assertRefused(NOBODY, NOBODY, state, sql);
    }

    @ParameterizedTest(name = "the partitions of the log are closed to {0}")
    @ValueSource(strings = {"perigee_app", "perigee_operator"})
    void the_partitions_of_the_log_are_not_read_past_it(String role) throws SQLException {
        String partition = server.query("select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'log'::regclass limit 1");
        try (var connection = server.database(role)) {
            assertThatThrownBy(() -> ask(connection, "select count(*) from " + partition))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @ParameterizedTest(name = "S-116: production refuses {0}")
    @ValueSource(strings = {"perigee.database.owner-url=", "perigee.database.operator-url="})
    void production_refuses_a_role_that_row_level_security_would_not_bind(String strong) {
        String url = server.databaseSettings().stream()
                .filter(setting -> setting.startsWith(strong))
                .map(setting -> setting.substring(strong.length()))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> Perigee.node(Perigee.production("perigee.database.url=" + url)))
                .hasRootCauseInstanceOf(DatabaseException.class)
                .rootCause()
                .hasMessageContainingAll("DATABASE_URL", "owns tables or bypasses row-level security");
    }

    @Test
    void production_refuses_one_role_for_everything() {
        assertThatThrownBy(() -> Perigee.node(Perigee.production("perigee.database.owner-url=")))
                .hasRootCauseInstanceOf(DatabaseException.class)
                .rootCause()
                .hasMessageContaining("DATABASE_OWNER_URL is missing");
    }
}
