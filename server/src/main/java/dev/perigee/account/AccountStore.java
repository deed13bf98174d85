package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class AccountStore {

    record Row(String name, Locale locale, boolean secondFactorRequired, Instant createdAt) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    AccountStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    void add(AccountId account, String name) {
        jdbc.sql("insert into account (id, name) values (:account, :name)")
                .param("account", account.value())
                .param("name", name)
                .update();
    }

    void addMember(AccountId account, UserId user, String role) {
        jdbc.sql("insert into membership (account_id, user_id, role) values (:account, :user, :role)")
                .param("account", account.value())
                .param("user", user.value())
                .param("role", role)
                .update();
    }

    Optional<Row> find(AccountId account) {
        return jdbc.sql("select name, locale, second_factor_required, created_at from account where id = :account")
                .param("account", account.value())
                .query((row, n) -> new Row(
                        row.getString("name"),
                        Locale.forLanguageTag(row.getString("locale")),
                        row.getBoolean("second_factor_required"),
                        instant(row)))
                .optional();
    }

    /** Holds the account until the transaction ends: whoever counts owners or members counts alone. */
    void lock(AccountId account) {
        jdbc.sql("select id from account where id = :account for update")
                .param("account", account.value())
                .query((row, n) -> true)
                .optional();
    }

    /** As a row that refers to it does: others may do the same meanwhile, and whoever wants to {@link #lock} it waits. */
    void lockForReference(AccountId account) {
        jdbc.sql("select id from account where id = :account for key share")
                .param("account", account.value())
                .query((row, n) -> true)
                .optional();
    }

    /** Whether people may act in it: nobody has closed or shut it. */
    boolean isOpen(AccountId account) {
        return jdbc.sql("""
                select exists (select 1 from account where id = :account and disabled_at is null and closed_at is null)
                """)
                .param("account", account.value())
                .query(Boolean.class)
                .single();
    }

    void change(AccountId account, String name) {
        jdbc.sql("update account set name = :name where id = :account")
                .param("account", account.value())
                .param("name", name)
                .update();
    }

    void speak(AccountId account, Locale locale) {
        jdbc.sql("update account set locale = :locale where id = :account")
                .param("locale", locale.toLanguageTag())
                .param("account", account.value())
                .update();
    }

    void requireSecondFactor(AccountId account, boolean required) {
        jdbc.sql("update account set second_factor_required = :required where id = :account")
                .param("required", required)
                .param("account", account.value())
                .update();
    }

    void delete(AccountId account) {
        jdbc.sql("delete from account where id = :account")
                .param("account", account.value())
                .update();
    }

    List<Membership> membershipsOf(UserId user) {
        return jdbc.sql("""
                select a.id, a.name, m.role, m.created_at
                  from membership m join account a on a.id = m.account_id
                 where m.user_id = :user and m.disabled_at is null and a.disabled_at is null and a.closed_at is null
                 order by m.created_at, a.id
                """)
                .param("user", user.value())
                .query((row, n) -> Membership.open(
                        new AccountId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        row.getString("role"),
                        instant(row)))
                .list();
    }

    /** Whether every account of the person is shut; not so for somebody who has none. */
    boolean isShutOut(UserId user) {
        return jdbc.sql("""
                select coalesce(bool_and(a.disabled_at is not null), false)
                  from membership m join account a on a.id = m.account_id
                 where m.user_id = :user
                """).param("user", user.value()).query(Boolean.class).single();
    }

    /** All of them, also those that are shut, in the order in which to lock them. */
    List<AccountId> accountsOf(UserId user) {
        return jdbc.sql("select account_id from membership where user_id = :user order by account_id")
                .param("user", user.value())
                .query((row, n) -> new AccountId(row.getObject("account_id", UUID.class)))
                .list();
    }

    boolean isClosed(AccountId account) {
        return jdbc.sql("select closed_at is not null from account where id = :account")
                .param("account", account.value())
                .query(Boolean.class)
                .single();
    }

    Optional<Place> placeIn(AccountId account, UserId user) {
        return jdbc.sql("""
                select m.role, a.second_factor_required
                  from membership m join account a on a.id = m.account_id
                 where m.account_id = :account and m.user_id = :user and m.disabled_at is null
                   and a.disabled_at is null and a.closed_at is null
                """)
                .param("account", account.value())
                .param("user", user.value())
                .query((row, n) -> new Place(row.getString("role"), row.getBoolean("second_factor_required")))
                .optional();
    }

    List<UserId> members(AccountId account) {
        return jdbc.sql("select user_id from membership where account_id = :account order by created_at, user_id")
                .param("account", account.value())
                .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
                .list();
    }

    /** Those who came first before the others. */
    List<UserId> activeMembers(AccountId account, List<String> roles) {
        return jdbc.sql("""
                select user_id from membership
                 where account_id = :account and role in (:roles) and disabled_at is null
                 order by created_at, user_id
                """)
                .param("account", account.value())
                .param("roles", roles)
                .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
                .list();
    }

    @Scheduled(initialDelay = 17, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetAbandoned() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from account where id in (
                    select id from account a
                     where a.created_at < now() - interval '30 days'
                       and not exists (select 1 from membership m where m.account_id = a.id)
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }
}
