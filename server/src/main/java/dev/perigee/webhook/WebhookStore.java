package dev.perigee.webhook;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.secret.Sealed;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class WebhookStore implements AccountData {

    private static final String COLUMNS = """
            select id, url, description, events, paused_by, created_at, failing_since,
                   case when previous_until > now() then previous_until end as previous_until,
                   case when paused_at is not null then 'paused'
                        when failing_since is not null then 'failing' else 'active' end as state
              from webhook_endpoint
            """;

    private final JdbcClient jdbc;

    WebhookStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "webhook_endpoint";
    }

    @Override
    public Stream<Webhook> rows(AccountId account) {
        return jdbc
                .sql(COLUMNS + " where account_id = :account order by id")
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(WebhookStore::webhook)
                .stream();
    }

    void add(AccountId account, UUID id, Webhooks.Wanted wanted, Sealed secret) {
        jdbc.sql("""
                insert into webhook_endpoint (id, account_id, url, description, events, sealed)
                values (:id, :account, :url, :description, :events, :sealed)
                """)
                .param("id", id)
                .param("account", account.value())
                .param("url", wanted.url())
                .param("description", wanted.description())
                .param("events", wanted.events().toArray(String[]::new))
                .param("sealed", secret.bytes())
                .update();
    }

    long count(AccountId account) {
        return jdbc.sql("select count(*) from webhook_endpoint where account_id = :account")
                .param("account", account.value())
                .query(Long.class)
                .single();
    }

    List<Webhook> list(AccountId account, PageQuery page) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id < :before order by id desc limit :fetch")
                .param("account", account.value())
                .param("before", page.before())
                .param("fetch", page.fetch())
                .query(WebhookStore::webhook)
                .list();
    }

    Optional<Webhook> find(AccountId account, UUID id) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .query(WebhookStore::webhook)
                .optional();
    }

    /** The same, and nobody else changes it until the transaction ends. */
    Optional<Webhook> hold(AccountId account, UUID id) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id = :id for no key update")
                .param("account", account.value())
                .param("id", id)
                .query(WebhookStore::webhook)
                .optional();
    }

    void change(AccountId account, UUID id, Webhooks.Wanted now) {
        jdbc.sql("""
                update webhook_endpoint set url = :url, description = :description, events = :events
                 where account_id = :account and id = :id
                """)
                .param("url", now.url())
                .param("description", now.description())
                .param("events", now.events().toArray(String[]::new))
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** False when it is paused already. */
    boolean pause(AccountId account, UUID id, String by) {
        return jdbc.sql("""
                update webhook_endpoint set paused_at = now(), paused_by = :by
                 where account_id = :account and id = :id and paused_at is null
                """)
                        .param("by", by)
                        .param("account", account.value())
                        .param("id", id)
                        .update()
                == 1;
    }

    void resume(AccountId account, UUID id) {
        jdbc.sql("""
                update webhook_endpoint
                   set paused_at = null, paused_by = null, failures = 0, failing_since = null, rest_until = null
                 where account_id = :account and id = :id
                """).param("account", account.value()).param("id", id).update();
    }

    void rotate(AccountId account, UUID id, Sealed secret, Duration overlap) {
        jdbc.sql("""
                update webhook_endpoint
                   set previous = case when :overlap > 0 then sealed end,
                       previous_until = case when :overlap > 0 then now() + :overlap * interval '1 second' end,
                       sealed = :sealed
                 where account_id = :account and id = :id
                """)
                .param("overlap", overlap.toSeconds())
                .param("sealed", secret.bytes())
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    void delete(AccountId account, UUID id) {
        jdbc.sql("delete from webhook_endpoint where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** Those that want to hear of such an event, paused ones too. */
    List<UUID> wanting(AccountId account, String type) {
        return jdbc.sql("""
                select id from webhook_endpoint
                 where account_id = :account and events && cast(array['*', :type] as text[])
                 order by id
                """)
                .param("account", account.value())
                .param("type", type)
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    /** It works: nothing is written for one that did before. */
    void recovered(AccountId account, UUID id) {
        jdbc.sql("""
                update webhook_endpoint set failures = 0, failing_since = null, rest_until = null
                 where account_id = :account and id = :id and failures > 0
                """).param("account", account.value()).param("id", id).update();
    }

    /**
     * It does not work.
     *
     * @param rest for how long it is left alone once it has failed more often than {@code patience} in a row; doubled for
     *     each further time, up to {@code longest}
     * @return since when; nothing when it is gone or paused
     */
    Optional<Instant> failed(AccountId account, UUID id, int patience, Duration rest, Duration longest) {
        return jdbc.sql("""
                update webhook_endpoint
                   set failures = failures + 1, failing_since = coalesce(failing_since, now()),
                       rest_until = case when failures >= :patience then now() + interval '1 millisecond'
                           * least(:longest, :rest * power(2, least(failures - :patience, 20))) end
                 where account_id = :account and id = :id and paused_at is null
                returning failing_since
                """)
                .param("patience", patience)
                .param("rest", rest.toMillis())
                .param("longest", longest.toMillis())
                .param("account", account.value())
                .param("id", id)
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    private static Webhook webhook(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                null,
                row.getString("url"),
                row.getString("description"),
                List.of((String[]) row.getArray("events").getArray()),
                row.getString("state"),
                row.getString("paused_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "failing_since"),
                instant(row, "previous_until"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
