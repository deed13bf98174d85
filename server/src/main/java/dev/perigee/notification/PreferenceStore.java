package dev.perigee.notification;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class PreferenceStore implements AccountData {

    /** Who wants what, otherwise than it is by default. */
    record Row(UserId user, String kind, boolean inApp, boolean mail) {}

    private final JdbcClient jdbc;

    PreferenceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "notification_preference";
    }

    @Override
    public Stream<Row> rows(AccountId account) {
        return jdbc
                .sql("""
                        select user_id, kind, in_app, mail from notification_preference
                         where account_id = :account order by user_id, kind
                        """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(PreferenceStore::row)
                .stream();
    }

    List<Row> of(AccountId account, UserId user) {
        return jdbc.sql("""
                select user_id, kind, in_app, mail from notification_preference
                 where account_id = :account and user_id = :user
                """)
                .param("account", account.value())
                .param("user", user.value())
                .query(PreferenceStore::row)
                .list();
    }

    /** Those of all who have said what they want of this kind. */
    List<Row> about(AccountId account, String kind) {
        return jdbc.sql("""
                select user_id, kind, in_app, mail from notification_preference
                 where account_id = :account and kind = :kind
                """)
                .param("account", account.value())
                .param("kind", kind)
                .query(PreferenceStore::row)
                .list();
    }

    void set(AccountId account, UserId user, String kind, boolean inApp, boolean mail) {
        jdbc.sql("""
                insert into notification_preference (account_id, user_id, kind, in_app, mail)
                values (:account, :user, :kind, :inApp, :mail)
                on conflict (account_id, user_id, kind) do update set in_app = excluded.in_app, mail = excluded.mail
                """)
                .param("account", account.value())
                .param("user", user.value())
                .param("kind", kind)
                .param("inApp", inApp)
                .param("mail", mail)
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("kind"),
                row.getBoolean("in_app"),
                row.getBoolean("mail"));
    }
}
