package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ClosingStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;
    private final Duration grace;

    ClosingStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts, ClosingSettings settings) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
        this.grace = settings.grace();
    }

    /** When it was closed; nothing when somebody else has just done it. */
    Optional<Instant> close(AccountId account) {
        return jdbc.sql("""
                update account set closed_at = now() where id = :account and closed_at is null
                returning closed_at
                """)
                .param("account", account.value())
                .query((row, n) -> instant(row, "closed_at"))
                .optional();
    }

    /** Whether there was still time. */
    boolean reopen(AccountId account) {
        return jdbc.sql("""
                update account set closed_at = null
                 where id = :account and closed_at > now() - :grace * interval '1 second'
                """)
                        .param("account", account.value())
                        .param("grace", grace.toSeconds())
                        .update()
                == 1;
    }

    /** The closed accounts of which the person is an owner, as long as they can be opened again. */
    List<Membership> closedOf(UserId user) {
        return jdbc.sql("""
                select a.id, a.name, m.role, m.created_at, a.closed_at
                  from membership m join account a on a.id = m.account_id
                 where m.user_id = :user and m.role = 'owner' and m.disabled_at is null and a.disabled_at is null
                   and a.closed_at > now() - :grace * interval '1 second'
                 order by m.created_at, a.id
                """)
                .param("user", user.value())
                .param("grace", grace.toSeconds())
                .query(this::membership)
                .list();
    }

    private Membership membership(ResultSet row, int n) throws SQLException {
        var closed = instant(row, "closed_at");
        return new Membership(
                new AccountId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("role"),
                instant(row, "created_at"),
                closed,
                closed.plus(grace));
    }

    /** Closed accounts after one, in the order of their ids, whose grace is over. */
    List<AccountId> due(AccountId after, int limit) {
        return acrossAccounts
                .sql("""
                select id from account
                 where closed_at <= now() - :grace * interval '1 second' and id > :after
                 order by id limit :limit
                """)
                .param("after", after.value())
                .param("grace", grace.toSeconds())
                .param("limit", limit)
                .query((row, n) -> new AccountId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Takes a due account for this transaction; false when another node has it, or it was opened again meanwhile. */
    boolean claim(AccountId account) {
        return jdbc.sql("""
                select id from account
                 where id = :account and closed_at <= now() - :grace * interval '1 second'
                   for update skip locked
                """)
                .param("account", account.value())
                .param("grace", grace.toSeconds())
                .query((row, n) -> true)
                .optional()
                .isPresent();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
