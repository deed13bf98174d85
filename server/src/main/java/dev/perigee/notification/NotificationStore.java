package dev.perigee.notification;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class NotificationStore implements AccountData {

    /** As its row has it. */
    record Row(
            UUID id,
            UserId user,
            String kind,
            UserId actor,
            String subject,
            String data,
            Instant createdAt,
            @Nullable Instant readAt) {}

    /** One for one reader, by the ways that they want it. */
    record NewRow(UUID id, UserId user, boolean inApp, boolean mail) {}

    private static final String COLUMNS = "id, user_id, kind, actor_id, subject, data, created_at, read_at";

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    NotificationStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    @Override
    public String table() {
        return "notification";
    }

    @Override
    public Stream<Row> rows(AccountId account) {
        return jdbc
                .sql("select " + COLUMNS + " from notification where account_id = :account order by id")
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(NotificationStore::row)
                .stream();
    }

    /** One statement, however many readers there are. */
    void add(AccountId account, String kind, UserId actor, String subject, String data, List<NewRow> rows) {
        jdbc.sql("""
                insert into notification (id, account_id, user_id, kind, actor_id, subject, data, in_app, mail)
                select id::uuid, :account, reader::uuid, :kind, :actor, :subject, cast(:data as jsonb),
                       in_app::boolean, mail::boolean
                  from unnest(:ids, :readers, :inApp, :mail) as row (id, reader, in_app, mail)
                """)
                .param("account", account.value())
                .param("kind", kind)
                .param("actor", actor.value())
                .param("subject", subject)
                .param("data", data)
                .param("ids", texts(rows, NewRow::id))
                .param("readers", texts(rows, NewRow::user))
                .param("inApp", texts(rows, NewRow::inApp))
                .param("mail", texts(rows, NewRow::mail))
                .update();
    }

    private static String[] texts(List<NewRow> rows, Function<NewRow, Object> value) {
        return rows.stream().map(value).map(Object::toString).toArray(String[]::new);
    }

    List<Row> list(AccountId account, UserId reader, PageQuery page, boolean unread) {
        return jdbc.sql("select " + COLUMNS + """
                  from notification
                 where account_id = :account and user_id = :reader and in_app and id < :before
                   and (not :unread or read_at is null)
                 order by id desc limit :fetch
                """)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("before", page.before())
                .param("unread", unread)
                .param("fetch", page.fetch())
                .query(NotificationStore::row)
                .list();
    }

    /** Those after that id, the oldest first: so many and no more. */
    List<Row> after(AccountId account, UserId reader, UUID id, int most) {
        return jdbc.sql("select " + COLUMNS + """
                  from notification
                 where account_id = :account and user_id = :reader and in_app and id > :id
                 order by id limit :most
                """)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("id", id)
                .param("most", most)
                .query(NotificationStore::row)
                .list();
    }

    Optional<Row> find(AccountId account, UserId reader, UUID id) {
        return jdbc.sql("select " + COLUMNS + """
                  from notification
                 where account_id = :account and user_id = :reader and in_app and id = :id
                """)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("id", id)
                .query(NotificationStore::row)
                .optional();
    }

    int countUnread(AccountId account, UserId reader, int most) {
        return jdbc.sql("""
                select count(*) from (
                    select from notification
                     where account_id = :account and user_id = :reader and in_app and read_at is null limit :most)
                """)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** Of what is read already the time stays. */
    void mark(AccountId account, UserId reader, UUID id, boolean read) {
        jdbc.sql("""
                update notification set read_at = case when :read then coalesce(read_at, now()) end
                 where account_id = :account and user_id = :reader and id = :id
                """)
                .param("read", read)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("id", id)
                .update();
    }

    /** All up to this one: what has arrived since stays unread. */
    void markUpTo(AccountId account, UserId reader, UUID last) {
        jdbc.sql("""
                update notification set read_at = now()
                 where account_id = :account and user_id = :reader and in_app and read_at is null and id <= :last
                """)
                .param("account", account.value())
                .param("reader", reader.value())
                .param("last", last)
                .update();
    }

    /** Whom this one is for, while it still has to be mailed. */
    Optional<UserId> toBeMailed(AccountId account, UUID id) {
        return jdbc.sql("select user_id from notification where account_id = :account and id = :id and mail")
                .param("account", account.value())
                .param("id", id)
                .query(UUID.class)
                .optional()
                .map(UserId::new);
    }

    /** Takes all that the reader is to be mailed; of two that take at once, one gets it. */
    List<Row> takeMail(AccountId account, UserId reader) {
        return jdbc.sql("""
                with taken as (
                    update notification set mail = false
                     where account_id = :account and user_id = :reader and mail
                    returning *)
                select %s from taken order by id
                """.formatted(COLUMNS))
                .param("account", account.value())
                .param("reader", reader.value())
                .query(NotificationStore::row)
                .list();
    }

    /** Deletes whatever names the address of the person whose transaction it is, in every account. */
    void forget() {
        jdbc.sql("select forget_in_notifications()").query((row, n) -> true).list();
    }

    @Scheduled(initialDelay = 13, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from notification where id in (
                    select id from notification where created_at < now() - interval '90 days' limit :bite)
                """).param("bite", bite).update());
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        var read = row.getObject("read_at", OffsetDateTime.class);
        return new Row(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("kind"),
                new UserId(row.getObject("actor_id", UUID.class)),
                row.getString("subject"),
                row.getString("data"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                read == null ? null : read.toInstant());
    }
}
