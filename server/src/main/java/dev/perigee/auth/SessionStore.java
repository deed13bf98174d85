package dev.perigee.auth;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.log.Attempt;
import dev.perigee.log.Device;
import dev.perigee.web.PageQuery;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class SessionStore {

    /** @param secondsSinceUse of a token that was used before; negative for a fresh one */
    record Refresh(UUID session, UserId user, double secondsSinceUse) {}

    /** A live session, and how it was begun. */
    record Begun(UUID id, Attempt attempt, Instant created, Instant lastUsed, Instant expires) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;
    private final Duration idle;

    SessionStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts, AuthSettings settings) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
        this.idle = settings.idle();
    }

    void add(Session session, Attempt attempt) {
        var account = session.account();
        jdbc.sql("""
                insert into session
                    (id, user_id, account_id, verified, registration, second_factor, ip, device, browser, expires_at)
                values (:id, :user, :account, :verified, :registration, :second_factor, cast(:ip as inet), :device,
                        :browser, :expires)
                """)
                .param("id", session.id())
                .param("user", session.user().value())
                .param("account", account == null ? null : account.value())
                .param("verified", session.verified())
                .param("registration", session.registration())
                .param("second_factor", session.secondFactor())
                .param("ip", attempt.address().getHostAddress())
                .param("device", attempt.device().name())
                .param("browser", attempt.device().browser())
                .param("expires", OffsetDateTime.ofInstant(session.expires(), ZoneOffset.UTC))
                .update();
    }

    /** The session, unless it has ended, expired, or been left idle for too long. */
    Optional<Session> find(UUID id, UserId user) {
        return jdbc.sql("""
                select id, user_id, account_id, verified, registration, second_factor, proved_at, expires_at
                  from session
                 where id = :id and user_id = :user and expires_at > now()
                   and last_used_at > now() - :idle * interval '1 second'
                """)
                .param("id", id)
                .param("user", user.value())
                .param("idle", idle.toSeconds())
                .query(SessionStore::session)
                .optional();
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        return new Session(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                account == null ? null : new AccountId(account),
                row.getBoolean("verified"),
                row.getObject("registration", UUID.class),
                row.getBoolean("second_factor"),
                row.getObject("proved_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    List<Begun> list(UserId user, PageQuery page) {
        return jdbc.sql("""
                select id, host(ip) as ip, device, browser, created_at, last_used_at, expires_at from session
                 where user_id = :user and id < :before and expires_at > now()
                   and last_used_at > now() - :idle * interval '1 second'
                 order by id desc
                 limit :limit
                """)
                .param("user", user.value())
                .param("before", page.before())
                .param("idle", idle.toSeconds())
                .param("limit", page.fetch())
                .query(SessionStore::begun)
                .list();
    }

    private static Begun begun(ResultSet row, int number) throws SQLException {
        var device = new Device(row.getString("device"), row.getString("browser"));
        return new Begun(
                row.getObject("id", UUID.class),
                new Attempt(InetAddress.ofLiteral(row.getString("ip")), device, null),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_used_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    void touch(UUID id, UserId user) {
        jdbc.sql("update session set last_used_at = now() where id = :id and user_id = :user")
                .param("id", id)
                .param("user", user.value())
                .update();
    }

    /** Notes that the person has just proved who they are, and whether by a second factor; false when it has ended. */
    boolean prove(UUID id, UserId user, boolean secondFactor) {
        return jdbc.sql("""
                update session set proved_at = now(), second_factor = second_factor or :second_factor
                 where id = :id and user_id = :user
                """)
                        .param("second_factor", secondFactor)
                        .param("id", id)
                        .param("user", user.value())
                        .update()
                == 1;
    }

    void move(UUID id, UserId user, AccountId account) {
        jdbc.sql("update session set account_id = :account where id = :id and user_id = :user")
                .param("account", account.value())
                .param("id", id)
                .param("user", user.value())
                .update();
    }

    void forgetFactor(UUID id, UserId user) {
        jdbc.sql("update session set second_factor = false where id = :id and user_id = :user")
                .param("id", id)
                .param("user", user.value())
                .update();
    }

    boolean delete(UUID id, UserId user) {
        return jdbc.sql("delete from session where id = :id and user_id = :user")
                        .param("id", id)
                        .param("user", user.value())
                        .update()
                == 1;
    }

    List<UUID> deleteOthers(UserId user, UUID kept) {
        return jdbc.sql("delete from session where user_id = :user and id <> :kept returning id")
                .param("user", user.value())
                .param("kept", kept)
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    List<UUID> deleteAll(UserId user) {
        return jdbc.sql("delete from session where user_id = :user returning id")
                .param("user", user.value())
                .query((row, n) -> row.getObject("id", UUID.class))
                .list();
    }

    void addRefresh(byte[] hash, UUID session, UserId user) {
        jdbc.sql("""
                insert into refresh_token (hash, session_id, user_id) values (:hash, :session, :user)
                on conflict (hash) do nothing
                """)
                .param("hash", hash)
                .param("session", session)
                .param("user", user.value())
                .update();
    }

    /** Holds the token until the transaction ends, so that of two uses one comes first. */
    Optional<Refresh> lockRefresh(byte[] hash) {
        return jdbc.sql("""
                select session_id, user_id, coalesce(extract(epoch from now() - used_at), -1) as seconds
                  from refresh_token where hash = :hash for update
                """).param("hash", hash).query(SessionStore::refresh).optional();
    }

    /** The token without holding it. */
    Optional<Refresh> findRefresh(byte[] hash) {
        return jdbc.sql("""
                select session_id, user_id, coalesce(extract(epoch from now() - used_at), -1) as seconds
                  from refresh_token where hash = :hash
                """).param("hash", hash).query(SessionStore::refresh).optional();
    }

    private static Refresh refresh(ResultSet row, int number) throws SQLException {
        return new Refresh(
                row.getObject("session_id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getDouble("seconds"));
    }

    void useRefresh(byte[] hash) {
        jdbc.sql("update refresh_token set used_at = now() where hash = :hash and used_at is null")
                .param("hash", hash)
                .update();
    }

    @Scheduled(initialDelay = 13, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts
                .sql("""
                delete from session where id in (
                    select id from session
                     where expires_at < now() or last_used_at < now() - :idle * interval '1 second'
                     limit :bite for update skip locked)
                """)
                .param("idle", idle.toSeconds())
                .param("bite", bite)
                .update());
    }
}
