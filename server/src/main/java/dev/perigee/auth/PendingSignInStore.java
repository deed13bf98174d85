package dev.perigee.auth;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class PendingSignInStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    PendingSignInStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    void add(byte[] hash, UserId user, boolean byPassword, Duration valid) {
        jdbc.sql("""
                insert into pending_sign_in (hash, user_id, by_password, expires_at)
                values (:hash, :user, :by_password, now() + :valid * interval '1 second')
                """)
                .param("hash", hash)
                .param("user", user.value())
                .param("by_password", byPassword)
                .param("valid", valid.toSeconds())
                .update();
    }

    void addHandOver(byte[] hash, HandedOver to, Duration valid) {
        jdbc.sql("""
                insert into pending_sign_in (hash, user_id, by_password, challenge, expires_at)
                values (:hash, :user, false, :challenge, now() + :valid * interval '1 second')
                """)
                .param("hash", hash)
                .param("user", to.user().value())
                .param("challenge", to.challenge())
                .param("valid", valid.toSeconds())
                .update();
    }

    Optional<HandedOver> takeHandOver(byte[] hash) {
        return jdbc.sql("""
                delete from pending_sign_in
                 where hash = :hash and challenge is not null and expires_at > now() returning user_id, challenge
                """)
                .param("hash", hash)
                .query((row, n) ->
                        new HandedOver(new UserId(row.getObject("user_id", UUID.class)), row.getString("challenge")))
                .optional();
    }

    Optional<PendingSignIns.Pending> find(byte[] hash) {
        return jdbc.sql("""
                select user_id, by_password from pending_sign_in
                 where hash = :hash and challenge is null and expires_at > now()
                """)
                .param("hash", hash)
                .query((row, n) -> new PendingSignIns.Pending(
                        new UserId(row.getObject("user_id", UUID.class)), row.getBoolean("by_password")))
                .optional();
    }

    boolean use(byte[] hash) {
        return jdbc.sql("""
                delete from pending_sign_in where hash = :hash and challenge is null and expires_at > now()
                """).param("hash", hash).update() == 1;
    }

    void deleteAll(UserId user) {
        jdbc.sql("delete from pending_sign_in where user_id = :user")
                .param("user", user.value())
                .update();
    }

    @Scheduled(initialDelay = 19, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from pending_sign_in where hash in (
                    select hash from pending_sign_in where expires_at < now() limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
