package dev.perigee.user;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class AddressStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    AddressStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** Takes the place of the person's earlier change. */
    UUID putChange(UserId user, EmailAddress email) {
        return jdbc.sql("""
                insert into address_change (id, user_id, email) values (:id, :user, :email)
                on conflict (user_id) do update set id = excluded.id, email = excluded.email, created_at = now()
                returning id
                """)
                .param("id", Ids.next())
                .param("user", user.value())
                .param("email", email.value())
                .query(UUID.class)
                .single();
    }

    Optional<EmailAddress> change(UserId user, @Nullable UUID id) {
        return jdbc.sql("select email from address_change where user_id = :user and id = :id")
                .param("user", user.value())
                .param("id", id)
                .query((row, n) -> new EmailAddress(row.getString("email")))
                .optional();
    }

    void deleteChange(UserId user) {
        jdbc.sql("delete from address_change where user_id = :user")
                .param("user", user.value())
                .update();
    }

    void addFormer(UserId user, EmailAddress email) {
        jdbc.sql("insert into former_address (id, user_id, email) values (:id, :user, :email)")
                .param("id", Ids.next())
                .param("user", user.value())
                .param("email", email.value())
                .update();
    }

    /** What the person's address was at that time, if it has changed since. */
    Optional<EmailAddress> former(UserId user, Instant time) {
        return jdbc.sql("""
                select email from former_address where user_id = :user and created_at >= :time
                 order by created_at limit 1
                """)
                .param("user", user.value())
                .param("time", OffsetDateTime.ofInstant(time, ZoneOffset.UTC))
                .query((row, n) -> new EmailAddress(row.getString("email")))
                .optional();
    }

    void deleteFormer(UserId user, Instant since) {
        jdbc.sql("delete from former_address where user_id = :user and created_at >= :since")
                .param("user", user.value())
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .update();
    }

    /** Once no link can need them. Some are of people who never came here. */
    @Scheduled(initialDelay = 17, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from address_change where id in (
                    select id from address_change where created_at < now() - interval '2 hours'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from former_address where id in (
                    select id from former_address where created_at < now() - interval '4 days'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
