package dev.perigee.export;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.secret.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class ExportStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    ExportStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** False when one is under way already. */
    boolean add(AccountId account, UUID id, UserId asker) {
        return jdbc.sql("""
                insert into account_export (id, account_id, user_id) values (:id, :account, :user)
                on conflict (account_id) where state in ('waiting', 'running') do nothing
                """)
                        .param("id", id)
                        .param("account", account.value())
                        .param("user", asker.value())
                        .update()
                == 1;
    }

    /** When those of the last while were asked for, oldest first. */
    List<Instant> askedFor(AccountId account, Duration within) {
        return jdbc.sql("""
                select created_at from account_export
                 where account_id = :account and created_at > now() - :seconds * interval '1 second'
                 order by created_at
                """)
                .param("account", account.value())
                .param("seconds", within.toSeconds())
                .query((row, n) ->
                        row.getObject("created_at", OffsetDateTime.class).toInstant())
                .list();
    }

    Optional<Export> newest(AccountId account) {
        return jdbc.sql("""
                select id, user_id, created_at, ready_at, expires_at, bytes,
                       case when state = 'ready' and expires_at <= now() then 'expired' else state end as state
                  from account_export where account_id = :account
                 order by id desc limit 1
                """)
                .param("account", account.value())
                .query(ExportStore::export)
                .optional();
    }

    Optional<Export> find(AccountId account, UUID id) {
        return jdbc.sql("""
                select id, user_id, created_at, ready_at, expires_at, bytes, state
                  from account_export where account_id = :account and id = :id
                """)
                .param("account", account.value())
                .param("id", id)
                .query(ExportStore::export)
                .optional();
    }

    /** Held until the transaction ends, so that one of many who come at once fetches it. */
    Optional<Export> hold(AccountId account, UUID id) {
        return jdbc.sql("""
                select id, user_id, created_at, ready_at, expires_at, bytes,
                       case when state = 'ready' and expires_at <= now() then 'expired' else state end as state
                  from account_export where account_id = :account and id = :id
                   for update
                """)
                .param("account", account.value())
                .param("id", id)
                .query(ExportStore::export)
                .optional();
    }

    private static Export export(ResultSet row, int n) throws SQLException {
        var asker = row.getObject("user_id", UUID.class);
        return new Export(
                row.getObject("id", UUID.class),
                row.getString("state"),
                asker == null ? null : new UserId(asker),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "ready_at"),
                instant(row, "expires_at"),
                row.getObject("bytes", Long.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** What another node had written before it died is not of use. */
    boolean begin(AccountId account, UUID id) {
        deleteChunks(account, id);
        return jdbc.sql("""
                update account_export set state = 'running'
                 where account_id = :account and id = :id and state in ('waiting', 'running')
                """).param("account", account.value()).param("id", id).update() == 1;
    }

    void addChunk(AccountId account, UUID id, int number, Sealed chunk) {
        jdbc.sql("""
                insert into account_export_chunk (account_id, export_id, number, sealed)
                values (:account, :id, :number, :sealed)
                """)
                .param("account", account.value())
                .param("id", id)
                .param("number", number)
                .param("sealed", chunk.bytes())
                .update();
    }

    void ready(AccountId account, UUID id, long bytes, Duration keep) {
        jdbc.sql("""
                update account_export
                   set state = 'ready', bytes = :bytes, ready_at = now(),
                       expires_at = now() + :seconds * interval '1 second'
                 where account_id = :account and id = :id
                """)
                .param("account", account.value())
                .param("id", id)
                .param("bytes", bytes)
                .param("seconds", keep.toSeconds())
                .update();
    }

    void fail(AccountId account, UUID id) {
        deleteChunks(account, id);
        jdbc.sql("update account_export set state = 'failed' where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    void fetched(AccountId account, UUID id) {
        jdbc.sql("""
                update account_export set state = 'fetched', fetched_at = now()
                 where account_id = :account and id = :id
                """).param("account", account.value()).param("id", id).update();
    }

    Optional<Sealed> chunk(AccountId account, UUID id, int number) {
        return jdbc.sql("""
                select sealed from account_export_chunk
                 where account_id = :account and export_id = :id and number = :number
                """)
                .param("account", account.value())
                .param("id", id)
                .param("number", number)
                .query((row, n) -> Sealed.of(row.getBytes("sealed")))
                .optional();
    }

    void deleteChunks(AccountId account, UUID id) {
        jdbc.sql("delete from account_export_chunk where account_id = :account and export_id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** Of archives that nobody fetched in time, and of those whose node died while they were fetched. */
    @Scheduled(initialDelay = 21, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from account_export_chunk where (export_id, number) in (
                    select c.export_id, c.number
                      from account_export_chunk c join account_export e on e.id = c.export_id
                     where e.expires_at < now() or e.fetched_at < now() - interval '1 hour'
                     limit :bite)
                """).param("bite", bite).update());
    }

    @Scheduled(initialDelay = 23, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from account_export where id in (
                    select id from account_export where created_at < now() - interval '30 days'
                     limit :bite)
                """).param("bite", bite).update());
    }
}
