package dev.perigee.factor;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.Ids;
import dev.perigee.database.UserId;
import dev.perigee.secret.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
class SecondFactorStore {

    /** @param activeSince null until the first code was right */
    record Row(Sealed secret, @Nullable Instant activeSince) {}

    /** @param sinceOldest how long ago the oldest of them was */
    record Guesses(int count, Duration sinceOldest) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    SecondFactorStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** Takes the place of a secret that was never confirmed; false when there is one that counts. */
    boolean put(UserId user, Sealed secret) {
        return jdbc.sql("""
                insert into second_factor (user_id, secret) values (:user, :secret)
                on conflict (user_id) do update set secret = excluded.secret, last_step = 0, created_at = now()
                 where second_factor.active_since is null
                """)
                        .param("user", user.value())
                        .param("secret", secret.bytes())
                        .update()
                == 1;
    }

    Optional<Row> find(UserId user) {
        return jdbc.sql("select secret, active_since from second_factor where user_id = :user")
                .param("user", user.value())
                .query(SecondFactorStore::row)
                .optional();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        var since = row.getObject("active_since", OffsetDateTime.class);
        return new Row(Sealed.of(row.getBytes("secret")), since == null ? null : since.toInstant());
    }

    /** Takes a code, unless it or a later one was taken before: of two uses one is told true. */
    boolean takeStep(UserId user, long step) {
        return jdbc.sql("update second_factor set last_step = :step where user_id = :user and last_step < :step")
                        .param("user", user.value())
                        .param("step", step)
                        .update()
                == 1;
    }

    /** Only once a code of this very secret was taken: another may have been asked for meanwhile. */
    boolean activate(UserId user) {
        return jdbc.sql("""
                update second_factor set active_since = now()
                 where user_id = :user and active_since is null and last_step > 0
                """).param("user", user.value()).update() == 1;
    }

    void delete(UserId user) {
        jdbc.sql("delete from second_factor where user_id = :user")
                .param("user", user.value())
                .update();
    }

    void deleteSince(UserId user, Instant since) {
        jdbc.sql("""
                delete from second_factor
                 where user_id = :user and (active_since is null or active_since >= :since)
                """)
                .param("user", user.value())
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .update();
    }

    void deleteCodes(UserId user) {
        jdbc.sql("delete from backup_code where user_id = :user")
                .param("user", user.value())
                .update();
    }

    void addCode(UserId user, int number, String hash) {
        jdbc.sql("insert into backup_code (user_id, number, hash) values (:user, :number, :hash)")
                .param("user", user.value())
                .param("number", number)
                .param("hash", hash)
                .update();
    }

    Optional<String> code(UserId user, int number) {
        return jdbc.sql("select hash from backup_code where user_id = :user and number = :number")
                .param("user", user.value())
                .param("number", number)
                .query(String.class)
                .optional();
    }

    /** Uses a code up: of two uses one is told true. */
    boolean takeCode(UserId user, int number, String hash) {
        return jdbc.sql("delete from backup_code where user_id = :user and number = :number and hash = :hash")
                        .param("user", user.value())
                        .param("number", number)
                        .param("hash", hash)
                        .update()
                == 1;
    }

    int countCodes(UserId user) {
        return jdbc.sql("select count(*) from backup_code where user_id = :user")
                .param("user", user.value())
                .query(Integer.class)
                .single();
    }

    Guesses guesses(UserId user, Duration within) {
        return jdbc.sql("""
                select count(*) as count, coalesce(extract(epoch from now() - min(created_at)), 0) as seconds
                  from code_guess
                 where user_id = :user and created_at > now() - :within * interval '1 second'
                """)
                .param("user", user.value())
                .param("within", within.toSeconds())
                .query((row, n) -> new Guesses(row.getInt("count"), Duration.ofSeconds(row.getLong("seconds"))))
                .single();
    }

    UUID addGuess(UserId user) {
        var id = Ids.next();
        jdbc.sql("insert into code_guess (id, user_id) values (:id, :user)")
                .param("id", id)
                .param("user", user.value())
                .update();
        return id;
    }

    void deleteGuess(UserId user, UUID id) {
        jdbc.sql("delete from code_guess where user_id = :user and id = :id")
                .param("user", user.value())
                .param("id", id)
                .update();
    }

    /** Once no limit can count them. */
    @Scheduled(initialDelay = 19, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetGuesses() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from code_guess where id in (
                    select id from code_guess where created_at < now() - interval '1 day'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
