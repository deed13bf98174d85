package dev.perigee.user;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class UserStore {

    private static final String COLUMNS =
            "id, email, name, password_hash, locale, avatar, verified_at, disabled_at, blocked_at, created_at,"
                    + " exists (select 1 from operator o where o.user_id = app_user.id) as operator";

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    UserStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    Optional<User> find(EmailAddress email) {
        return jdbc.sql("select " + COLUMNS + " from app_user where email = :email")
                .param("email", email.value())
                .query(UserStore::user)
                .optional();
    }

    Optional<User> find(UserId id) {
        return jdbc.sql("select " + COLUMNS + " from app_user where id = :id")
                .param("id", id.value())
                .query(UserStore::user)
                .optional();
    }

    List<User> find(Collection<UserId> ids) {
        return jdbc.sql("select " + COLUMNS + " from app_user where id in (:ids)")
                .param("ids", ids.stream().map(UserId::value).toList())
                .query(UserStore::user)
                .list();
    }

    private static User user(ResultSet row, int number) throws SQLException {
        return new User(
                new UserId(row.getObject("id", UUID.class)),
                new EmailAddress(row.getString("email")),
                row.getString("name"),
                row.getString("password_hash"),
                Locale.forLanguageTag(row.getString("locale")),
                row.getString("avatar"),
                row.getObject("verified_at") != null,
                row.getObject("disabled_at") != null,
                row.getObject("blocked_at") != null,
                row.getBoolean("operator"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    boolean add(UserId id, Users.NewUser form) {
        return jdbc.sql("""
                insert into app_user (id, email, name, password_hash, locale)
                values (:id, :email, :name, :hash, :locale)
                on conflict (email) do nothing
                """)
                        .param("id", id.value())
                        .param("email", form.email().value())
                        .param("name", form.name())
                        .param("hash", form.passwordHash())
                        .param("locale", form.locale().toLanguageTag())
                        .update()
                == 1;
    }

    /** By the operator's role, since the application's cannot make one; false when the address is taken. */
    boolean addOperator(UserId id, EmailAddress email, Locale locale, String hash) {
        acrossAccounts
                .sql("delete from app_user where email = :email and verified_at is null")
                .param("email", email.value())
                .update();
        return acrossAccounts
                        .sql("""
                with person as (
                    insert into app_user (id, email, name, password_hash, locale, verified_at)
                    values (:id, :email, :email, :hash, :locale, now())
                    on conflict (email) do nothing
                    returning id
                )
                insert into operator (user_id) select id from person
                """)
                        .param("id", id.value())
                        .param("email", email.value())
                        .param("hash", hash)
                        .param("locale", locale.toLanguageTag())
                        .update()
                == 1;
    }

    void setUnverified(UserId id, Users.NewUser form) {
        jdbc.sql("""
                update app_user set password_hash = :hash, name = :name, locale = :locale
                 where id = :id and verified_at is null
                """)
                .param("id", id.value())
                .param("hash", form.passwordHash())
                .param("name", form.name())
                .param("locale", form.locale().toLanguageTag())
                .update();
    }

    void addRegistration(Users.Registration registration) {
        jdbc.sql("""
                insert into registration (id, user_id, name, account_name, password_hash, locale)
                values (:id, :user, :name, :account, :hash, :locale)
                """)
                .param("id", registration.id())
                .param("user", registration.user().value())
                .param("name", registration.name())
                .param("account", registration.accountName())
                .param("hash", registration.passwordHash())
                .param("locale", registration.locale().toLanguageTag())
                .update();
    }

    Optional<Users.Registration> registration(UUID id) {
        return jdbc.sql("""
                select id, user_id, name, account_name, password_hash, locale from registration where id = :id
                """).param("id", id).query(UserStore::registration).optional();
    }

    void lock(UserId user) {
        jdbc.sql("select id from app_user where id = :user for update")
                .param("user", user.value())
                .query((row, n) -> true)
                .optional();
    }

    /** A hash is salted, so it names one sign-up. */
    Optional<Users.Registration> registrationWith(UserId user, String hash) {
        return jdbc.sql("""
                select id, user_id, name, account_name, password_hash, locale from registration
                 where user_id = :user and password_hash = :hash
                """)
                .param("user", user.value())
                .param("hash", hash)
                .query(UserStore::registration)
                .optional();
    }

    private static Users.Registration registration(ResultSet row, int number) throws SQLException {
        return new Users.Registration(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("name"),
                row.getString("account_name"),
                row.getString("password_hash"),
                Locale.forLanguageTag(row.getString("locale")));
    }

    void confirm(Users.Registration registration) {
        jdbc.sql("""
                update app_user set verified_at = now(), name = :name, password_hash = :hash, locale = :locale
                 where id = :id and verified_at is null
                """)
                .param("id", registration.user().value())
                .param("name", registration.name())
                .param("hash", registration.passwordHash())
                .param("locale", registration.locale().toLanguageTag())
                .update();
    }

    /** Whether somebody has signed up with the address since then, for the first time or again. */
    boolean isRegisteredSince(EmailAddress email, Instant time) {
        return jdbc.sql("""
                select exists (select 1 from registration r join app_user u on u.id = r.user_id
                                where u.email = :email and r.created_at > :time)
                """)
                .param("email", email.value())
                .param("time", OffsetDateTime.ofInstant(time, ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    void deleteRegistrations(UserId user) {
        jdbc.sql("delete from registration where user_id = :user")
                .param("user", user.value())
                .update();
    }

    /** A way back that was mailed for the old password is void, so another may be mailed at once. */
    void setPassword(UserId id, String hash) {
        jdbc.sql("update app_user set password_hash = :hash, way_back_at = null where id = :id")
                .param("id", id.value())
                .param("hash", hash)
                .update();
    }

    /** Whether the hash was still the old one. */
    boolean replaceHash(UserId id, String old, String hash) {
        return jdbc.sql("update app_user set password_hash = :hash where id = :id and password_hash = :old")
                        .param("hash", hash)
                        .param("id", id.value())
                        .param("old", old)
                        .update()
                == 1;
    }

    void setVerified(UserId id) {
        jdbc.sql("update app_user set verified_at = coalesce(verified_at, now()) where id = :id")
                .param("id", id.value())
                .update();
    }

    /** The way back to somebody who is blocked went to the old address, so it may go to the new one at once. */
    void setAddress(UserId id, EmailAddress email) {
        jdbc.sql("update app_user set email = :email, way_back_at = null where id = :id")
                .param("email", email.value())
                .param("id", id.value())
                .update();
    }

    void block(UserId id) {
        jdbc.sql("update app_user set blocked_at = coalesce(blocked_at, now()) where id = :id")
                .param("id", id.value())
                .update();
    }

    void unblock(UserId id) {
        jdbc.sql("update app_user set blocked_at = null, way_back_at = null where id = :id")
                .param("id", id.value())
                .update();
    }

    boolean markWayBack(UserId id, Duration atMostEvery) {
        return jdbc.sql("""
                update app_user set way_back_at = now()
                 where id = :id and (way_back_at is null or way_back_at <= now() - :every * interval '1 second')
                """)
                        .param("id", id.value())
                        .param("every", atMostEvery.toSeconds())
                        .update()
                == 1;
    }

    void change(UserId id, @Nullable String name, @Nullable Locale locale) {
        jdbc.sql("""
                update app_user set name = coalesce(:name, name), locale = coalesce(:locale, locale)
                 where id = :id
                """)
                .param("id", id.value())
                .param("name", name)
                .param("locale", locale == null ? null : locale.toLanguageTag())
                .update();
    }

    void setAvatar(UserId id, @Nullable String avatar) {
        jdbc.sql("update app_user set avatar = :avatar where id = :id")
                .param("avatar", avatar)
                .param("id", id.value())
                .update();
    }

    /** Those under which mails may still be kept. */
    List<EmailAddress> formerAddresses(UserId id) {
        return jdbc.sql("""
                select email from former_address where user_id = :id
                union select email from address_change where user_id = :id
                """)
                .param("id", id.value())
                .query((row, n) -> new EmailAddress(row.getString("email")))
                .list();
    }

    void delete(UserId id) {
        jdbc.sql("delete from app_user where id = :id").param("id", id.value()).update();
    }

    /** One statement, for the address may be confirmed at this moment. */
    boolean deleteUnconfirmed(UserId id) {
        return jdbc.sql("delete from app_user where id = :id and verified_at is null")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select 1 from app_user)")
                .query(Boolean.class)
                .single();
    }

    /** Sign-ups that nobody confirmed; the accounts that they opened are left without a member, and go too. */
    @Scheduled(initialDelay = 15, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetUnconfirmed() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from app_user where id in (
                    select id from app_user where verified_at is null and created_at < now() - interval '30 days'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
