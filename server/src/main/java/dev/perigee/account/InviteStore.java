package dev.perigee.account;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class InviteStore implements AccountData {

    /** An invite that is not a row yet. */
    record NewInvite(UUID id, EmailAddress email, String role, UserId inviter, InviteToken token) {}

    /** @param inviterRole what the inviter is in the account now; null for nobody, or somebody deactivated */
    record Row(
            UUID id,
            EmailAddress email,
            String role,
            @Nullable UserId inviter,
            @Nullable String inviterRole,
            boolean expired,
            Instant sent,
            Instant expires) {

        /** Whether its link works: as long as its sender might send it again. */
        boolean isOpen() {
            return !expired && inviterRole != null && Roles.mayGive(inviterRole, role);
        }
    }

    private static final String COLUMNS = """
            select i.id, i.email, i.role, i.invited_by, m.role as inviter_role, i.expires_at <= now() as expired,
                   i.sent_at, i.expires_at
              from invite i
              left join membership m on m.account_id = i.account_id and m.user_id = i.invited_by
                                    and m.disabled_at is null
            """;

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    InviteStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    @Override
    public String table() {
        return "invite";
    }

    @Override
    public Stream<Invite> rows(AccountId account) {
        return jdbc
                .sql(COLUMNS + " where i.account_id = :account order by i.id")
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(InviteStore::row)
                .stream()
                .map(Invites::shown);
    }

    /** An earlier one that has expired gives way. */
    void add(AccountId account, NewInvite invite, Duration valid) {
        jdbc.sql("delete from invite where account_id = :account and email = :email and expires_at <= now()")
                .param("account", account.value())
                .param("email", invite.email().value())
                .update();
        jdbc.sql("""
                insert into invite (id, account_id, email, role, invited_by, hash, expires_at)
                values (:id, :account, :email, :role, :inviter, :hash, now() + :valid * interval '1 second')
                """)
                .param("id", invite.id())
                .param("account", account.value())
                .param("email", invite.email().value())
                .param("role", invite.role())
                .param("inviter", invite.inviter().value())
                .param("hash", invite.token().hash())
                .param("valid", valid.toSeconds())
                .update();
    }

    List<Row> list(AccountId account, PageQuery page) {
        return jdbc.sql(COLUMNS + " where i.account_id = :account and i.id < :before order by i.id desc limit :limit")
                .param("account", account.value())
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(InviteStore::row)
                .list();
    }

    Optional<Row> find(AccountId account, UUID id) {
        return jdbc.sql(COLUMNS + " where i.account_id = :account and i.id = :id")
                .param("account", account.value())
                .param("id", id)
                .query(InviteStore::row)
                .optional();
    }

    Optional<Row> find(AccountId account, byte[] hash) {
        return jdbc.sql(COLUMNS + " where i.account_id = :account and i.hash = :hash")
                .param("account", account.value())
                .param("hash", hash)
                .query(InviteStore::row)
                .optional();
    }

    boolean isInvited(AccountId account, EmailAddress email) {
        return jdbc.sql("""
                select exists (select 1 from invite
                                where account_id = :account and email = :email and expires_at > now())
                """)
                .param("account", account.value())
                .param("email", email.value())
                .query(Boolean.class)
                .single();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        UUID inviter = row.getObject("invited_by", UUID.class);
        return new Row(
                row.getObject("id", UUID.class),
                new EmailAddress(row.getString("email")),
                row.getString("role"),
                inviter == null ? null : new UserId(inviter),
                row.getString("inviter_role"),
                row.getBoolean("expired"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** Those that take a seat once they are accepted. */
    long countOpen(AccountId account) {
        return jdbc.sql("select count(*) from invite where account_id = :account and expires_at > now()")
                .param("account", account.value())
                .query(Long.class)
                .single();
    }

    /** The link that was mailed before is void. */
    void renew(AccountId account, NewInvite invite, Duration valid) {
        jdbc.sql("""
                update invite
                   set hash = :hash, invited_by = :inviter, sent_at = now(),
                       expires_at = now() + :valid * interval '1 second'
                 where account_id = :account and id = :id
                """)
                .param("hash", invite.token().hash())
                .param("inviter", invite.inviter().value())
                .param("valid", valid.toSeconds())
                .param("account", account.value())
                .param("id", invite.id())
                .update();
    }

    void delete(AccountId account, UUID id) {
        jdbc.sql("delete from invite where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** Whatever account has invited them: the policy shows a person what was sent to their address. */
    void deleteSentTo(EmailAddress email) {
        jdbc.sql("delete from invite where email = :email")
                .param("email", email.value())
                .update();
    }

    @Scheduled(initialDelay = 23, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from invite where id in (
                    select id from invite where expires_at < now() - interval '30 days'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
