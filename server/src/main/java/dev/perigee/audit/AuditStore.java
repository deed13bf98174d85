package dev.perigee.audit;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AuditStore implements AccountData {

    /** What {@link #row} reads. */
    static final String COLUMNS = "account_id, number, id, time, action, actor, actor_known, actor_hash, subject_kind,"
            + " subject, subject_known, subject_hash, details, trace_id, hash ";

    private final JdbcClient jdbc;

    AuditStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Number, time and hash are made by the table's trigger; what stands for them here is overwritten. */
    void add(AccountId account, NewRow row) {
        var entry = row.entry();
        var actor = row.actor();
        jdbc.sql("""
                insert into audit (account_id, number, id, time, action, actor, actor_known, subject_kind, subject,
                                   subject_known, subject_email, details, trace_id, hash)
                values (:account, 0, :id, now(), :action, :actor, :actor_known, :kind, :subject, :subject_known, :email,
                        :details, :trace, '')
                """)
                .param("account", account.value())
                .param("id", row.id())
                .param("action", entry.action())
                .param("actor", actor == null ? null : actor.value())
                .param("actor_known", row.actorKnown())
                .param("kind", entry.kind())
                .param("subject", entry.subject())
                .param("subject_known", row.subjectKnown())
                .param("email", entry.email())
                .param("details", row.details())
                .param("trace", row.traceId())
                .update();
    }

    List<AuditRow> list(AccountId account, PageQuery page, AuditFilter filter) {
        if (filter.actor() != null) {
            return listBy(account, filter.actor(), page, filter.action());
        }
        return filter.action() == null ? list(account, page) : listOf(account, filter.action(), page);
    }

    private List<AuditRow> list(AccountId account, PageQuery page) {
        return jdbc.sql("select " + COLUMNS + """
                  from audit
                 where account_id = :account
                   and number < coalesce((select number from audit where account_id = :account and id = :before),
                                         9223372036854775807)
                 order by number desc
                 limit :limit
                """)
                .param("account", account.value())
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(AuditStore::row)
                .list();
    }

    private List<AuditRow> listOf(AccountId account, String action, PageQuery page) {
        return jdbc.sql("select " + COLUMNS + """
                  from audit
                 where account_id = :account and action = :action
                   and number < coalesce((select number from audit where account_id = :account and id = :before),
                                         9223372036854775807)
                 order by number desc
                 limit :limit
                """)
                .param("account", account.value())
                .param("action", action)
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(AuditStore::row)
                .list();
    }

    private List<AuditRow> listBy(AccountId account, UUID actor, PageQuery page, @Nullable String action) {
        return jdbc.sql("select " + COLUMNS + """
                  from audit
                 where account_id = :account and actor = :actor and action = coalesce(:action, action)
                   and number < coalesce((select number from audit where account_id = :account and id = :before),
                                         9223372036854775807)
                 order by number desc
                 limit :limit
                """)
                .param("account", account.value())
                .param("actor", actor)
                .param("action", action)
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(AuditStore::row)
                .list();
    }

    /** The rows after a number, oldest first. */
    List<AuditRow> after(AccountId account, long number, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                  from audit
                 where account_id = :account and number > :number
                 order by number
                 limit :limit
                """)
                .param("account", account.value())
                .param("number", number)
                .param("limit", limit)
                .query(AuditStore::row)
                .list();
    }

    @Override
    public String table() {
        return "audit";
    }

    /** In the form of the trail's own export, from which its chain can be verified. */
    @Override
    public Stream<Map<String, @Nullable Object>> rows(AccountId account) {
        return jdbc
                .sql("select " + COLUMNS + """
                  from audit where account_id = :account order by number
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(AuditStore::row)
                .stream()
                .map(AuditExport::asHashed);
    }

    /** Forgets the person whose transaction this is, in every account. */
    void forget() {
        jdbc.sql("select forget_in_audit()").query((row, n) -> true).list();
    }

    static AuditRow row(ResultSet row, int n) throws SQLException {
        return new AuditRow(
                account(row),
                row.getLong("number"),
                row.getObject("id", UUID.class),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                row.getString("action"),
                part(row, "actor"),
                row.getString("subject_kind"),
                part(row, "subject"),
                row.getString("details"),
                row.getString("trace_id"),
                hex(row, "hash"));
    }

    private static AuditRow.Part part(ResultSet row, String name) throws SQLException {
        return new AuditRow.Part(
                row.getObject(name, UUID.class), row.getString(name + "_known"), hex(row, name + "_hash"));
    }

    static AccountId account(ResultSet row) throws SQLException {
        return new AccountId(row.getObject("account_id", UUID.class));
    }

    static String hex(ResultSet row, String column) throws SQLException {
        return HexFormat.of().formatHex(Objects.requireNonNullElse(row.getBytes(column), new byte[0]));
    }
}
