package dev.perigee.key;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.UserId;
import dev.perigee.secret.Sealed;
import dev.perigee.web.PageQuery;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class ApiKeyStore implements AccountData {

    /** By what a key is found and read again: the HMAC of it in hexadecimal digits, the sealed text if it is kept, its hint. */
    record Secret(String lookup, @Nullable Sealed sealed, String hint) {}

    /** A key that is not a row yet. */
    record NewKey(
            UUID id,
            UserId user,
            String name,
            String role,
            List<String> scopes,
            List<String> networks,
            @Nullable Instant expires) {}

    /** Whom a key lets in, as {@link LiveKeys} has to know it; {@code ends} when it is taken no more. */
    record Holder(
            UUID id,
            AccountId account,
            UserId user,
            String role,
            List<String> scopes,
            List<String> networks,
            @Nullable Instant ends) {}

    private static final String COLUMNS = """
            select id, user_id, name, role, scopes, networks, hint, previous_until, created_at, expires_at, last_used_at,
                   case when quarantined_at is not null then 'quarantined'
                        when expires_at <= now() then 'expired' else 'active' end as state
              from api_key
            """;

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    ApiKeyStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    @Override
    public String table() {
        return "api_key";
    }

    @Override
    public Stream<ApiKey> rows(AccountId account) {
        return jdbc
                .sql(COLUMNS + " where account_id = :account order by id")
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(ApiKeyStore::key)
                .stream();
    }

    void add(AccountId account, NewKey key, Secret secret) {
        var expires = key.expires();
        jdbc.sql("""
                insert into api_key (id, account_id, user_id, name, role, scopes, networks, lookup, sealed, hint, expires_at)
                values (:id, :account, :user, :name, :role, :scopes, :networks, decode(:lookup, 'hex'), :sealed, :hint,
                        :expires)
                """)
                .param("id", key.id())
                .param("account", account.value())
                .param("user", key.user().value())
                .param("name", key.name())
                .param("role", key.role())
                .param("scopes", key.scopes().toArray(String[]::new))
                .param("networks", key.networks().toArray(String[]::new))
                .param("lookup", secret.lookup())
                .param("sealed", bytes(secret))
                .param("hint", secret.hint())
                .param("expires", expires == null ? null : expires.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static byte @Nullable [] bytes(Secret secret) {
        var sealed = secret.sealed();
        return sealed == null ? null : sealed.bytes();
    }

    List<ApiKey> list(AccountId account, PageQuery page) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id < :before order by id desc limit :limit")
                .param("account", account.value())
                .param("before", page.before())
                .param("limit", page.fetch())
                .query(ApiKeyStore::key)
                .list();
    }

    boolean isAny(AccountId account) {
        return jdbc.sql("select exists (select 1 from api_key where account_id = :account)")
                .param("account", account.value())
                .query(Boolean.class)
                .single();
    }

    /** Asked only where a plan limits them, so that there are few to count. */
    long count(AccountId account) {
        return jdbc.sql("select count(*) from api_key where account_id = :account")
                .param("account", account.value())
                .query(Long.class)
                .single();
    }

    Optional<ApiKey> find(AccountId account, UUID id) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .query(ApiKeyStore::key)
                .optional();
    }

    /** Finds it for somebody who is about to change it: of several at once the others wait. */
    Optional<ApiKey> hold(AccountId account, UUID id) {
        return jdbc.sql(COLUMNS + " where account_id = :account and id = :id for update")
                .param("account", account.value())
                .param("id", id)
                .query(ApiKeyStore::key)
                .optional();
    }

    /** The keys that act for a member. */
    List<ApiKey> heldBy(AccountId account, UserId user) {
        return jdbc.sql(COLUMNS + " where account_id = :account and user_id = :user order by id for update")
                .param("account", account.value())
                .param("user", user.value())
                .query(ApiKeyStore::key)
                .list();
    }

    /** The text of the key, for its own reader; nothing when it is not kept. */
    Optional<Sealed> sealed(AccountId account, UUID id) {
        return jdbc.sql("select sealed from api_key where account_id = :account and id = :id and sealed is not null")
                .param("account", account.value())
                .param("id", id)
                .query((row, n) -> Sealed.of(row.getBytes("sealed")))
                .optional();
    }

    void change(AccountId account, ApiKey key) {
        jdbc.sql("""
                update api_key set name = :name, scopes = :scopes, networks = :networks
                 where account_id = :account and id = :id
                """)
                .param("name", key.name())
                .param("scopes", key.scopes().toArray(String[]::new))
                .param("networks", key.allowedIps().toArray(String[]::new))
                .param("account", account.value())
                .param("id", key.id())
                .update();
    }

    /** Another text for the same key. The one before is taken for a while, unless it is quarantined. */
    void rotate(AccountId account, UUID id, Secret secret, Duration overlap) {
        jdbc.sql("""
                update api_key
                   set previous = case when quarantined_at is null and :overlap > 0 then lookup end,
                       previous_until = case when quarantined_at is null and :overlap > 0
                                             then now() + :overlap * interval '1 second' end,
                       lookup = decode(:lookup, 'hex'), sealed = :sealed, hint = :hint, quarantined_at = null
                 where account_id = :account and id = :id
                """)
                .param("overlap", overlap.toSeconds())
                .param("lookup", secret.lookup())
                .param("sealed", bytes(secret))
                .param("hint", secret.hint())
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    void take(AccountId account, UUID id, UserId owner) {
        jdbc.sql("update api_key set user_id = :owner where account_id = :account and id = :id")
                .param("owner", owner.value())
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** False when it is already. */
    boolean quarantine(AccountId account, UUID id) {
        return jdbc.sql("""
                update api_key set quarantined_at = now(), previous = null, previous_until = null
                 where account_id = :account and id = :id and quarantined_at is null
                """).param("account", account.value()).param("id", id).update() == 1;
    }

    void delete(AccountId account, UUID id) {
        jdbc.sql("delete from api_key where account_id = :account and id = :id")
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** Notes a use, once a minute at most, however many nodes see one. */
    void touch(AccountId account, UUID id) {
        jdbc.sql("""
                update api_key set last_used_at = now()
                 where account_id = :account and id = :id
                   and (last_used_at is null or last_used_at <= now() - interval '1 minute')
                """).param("account", account.value()).param("id", id).update();
    }

    /** Whose key it is is not known before: so it is looked for in all accounts, by what only its bearer can have. */
    Optional<Holder> holderOf(String lookup) {
        return acrossAccounts
                .sql("""
                select id, account_id, user_id, role, scopes, networks,
                       least(expires_at, case when lookup = decode(:lookup, 'hex') then null else previous_until end) as ends
                  from api_key
                 where (lookup = decode(:lookup, 'hex') or previous = decode(:lookup, 'hex'))
                   and user_id is not null and quarantined_at is null
                """)
                .param("lookup", lookup)
                .query(ApiKeyStore::holder)
                .optional();
    }

    private static Holder holder(ResultSet row, int number) throws SQLException {
        return new Holder(
                row.getObject("id", UUID.class),
                new AccountId(row.getObject("account_id", UUID.class)),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("role"),
                texts(row.getArray("scopes")),
                texts(row.getArray("networks")),
                instant(row, "ends"));
    }

    private static ApiKey key(ResultSet row, int number) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        return new ApiKey(
                row.getObject("id", UUID.class),
                null,
                row.getString("name"),
                row.getString("hint"),
                texts(row.getArray("scopes")),
                row.getString("role"),
                user == null ? null : new UserId(user),
                texts(row.getArray("networks")),
                row.getString("state"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                instant(row, "previous_until"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
