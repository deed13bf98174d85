package dev.perigee.mail;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import java.sql.Types;
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
class MailedTokenStore {

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    MailedTokenStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** For somebody who does not exist nothing is added, at the same cost. */
    void add(
            byte[] hash,
            String purpose,
            UserId user,
            @Nullable UUID subject,
            byte @Nullable [] nonceHash,
            Duration valid) {
        jdbc.sql("""
                insert into mailed_token (hash, purpose, user_id, subject, nonce_hash, expires_at)
                select :hash, :purpose, id, cast(:subject as uuid), :nonce, now() + :valid * interval '1 second'
                  from app_user where id = :user
                """)
                .param("hash", hash)
                .param("purpose", purpose)
                .param("user", user.value())
                .param("subject", subject)
                .param("nonce", nonceHash, Types.BINARY)
                .param("valid", valid.toSeconds())
                .update();
    }

    Optional<MailedTokens.Live> find(byte[] hash, String purpose, byte @Nullable [] nonceHash) {
        return jdbc.sql("""
                select user_id, subject, created_at, coalesce(nonce_hash = :nonce, false) as same_browser
                  from mailed_token
                 where hash = :hash and purpose = :purpose and used_at is null and expires_at > now()
                """)
                .param("hash", hash)
                .param("purpose", purpose)
                .param("nonce", nonceHash, Types.BINARY)
                .query((row, n) -> new MailedTokens.Live(
                        new UserId(row.getObject("user_id", UUID.class)),
                        row.getObject("subject", UUID.class),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("same_browser")))
                .optional();
    }

    boolean use(byte[] hash, String purpose) {
        return jdbc.sql("""
                update mailed_token set used_at = now()
                 where hash = :hash and purpose = :purpose and used_at is null and expires_at > now()
                """).param("hash", hash).param("purpose", purpose).update() == 1;
    }

    void deleteAll(UserId user) {
        jdbc.sql("delete from mailed_token where user_id = :user and not lasting")
                .param("user", user.value())
                .update();
    }

    void deleteAll(UserId user, Instant since) {
        jdbc.sql("delete from mailed_token where user_id = :user and created_at >= :since")
                .param("user", user.value())
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .update();
    }

    void keep(UserId user, String purpose) {
        jdbc.sql("update mailed_token set lasting = true where user_id = :user and purpose = :purpose")
                .param("user", user.value())
                .param("purpose", purpose)
                .update();
    }

    void deleteAll(UserId user, String purpose) {
        jdbc.sql("delete from mailed_token where user_id = :user and purpose = :purpose")
                .param("user", user.value())
                .param("purpose", purpose)
                .update();
    }

    @Scheduled(initialDelay = 9, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from mailed_token where hash in (
                    select hash from mailed_token where expires_at < now() - interval '1 day'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
