package dev.perigee.key;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.web.Caller;
import dev.perigee.web.Rejected;
import dev.perigee.web.Rejected.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/**
 * Texts that were keys once, so that an account can be told why its program is refused. They are kept as long as anybody
 * asks about that, and by the HMAC only: a text that comes back is recognized, and none can be read.
 */
@Repository
class FormerKeyStore {

    /** A key that lets nobody in, and why. */
    record Former(AccountId account, UUID id, Reason reason, String hint, List<String> networks) {

        Rejected rejected(Reason reason) {
            var needed = reason == Reason.ADDRESS_NOT_ALLOWED ? networks : List.<String>of();
            return new Rejected(Caller.How.KEY, reason, account, needed, List.of(hint, id.toString()));
        }
    }

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    FormerKeyStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** Remembers the present text of a key, which is about to get another, or to go. */
    void keep(AccountId account, UUID id, Reason reason) {
        jdbc.sql("""
                insert into former_key (lookup, account_id, key_id, hint, reason)
                select lookup, account_id, id, hint, :reason from api_key where account_id = :account and id = :id
                """)
                .param("reason", reason.name().toLowerCase(Locale.ROOT))
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /**
     * Why the key lets nobody in; nothing for a text that never was one. It is asked for only once a whole key was refused:
     * neither a good one nor garbage costs this question.
     */
    Optional<Former> why(String lookup) {
        return acrossAccounts
                .sql("""
                select account_id, key_id, hint, '{}'::text[] as networks, reason, 1 as place
                  from former_key where lookup = decode(:lookup, 'hex')
                union all
                select account_id, id, hint, networks,
                       case when quarantined_at is not null then 'key_quarantined'
                            when expires_at <= now() then 'key_expired' else 'holder_gone' end,
                       case when lookup = decode(:lookup, 'hex') then 2 else 0 end
                  from api_key
                 where lookup = decode(:lookup, 'hex')
                    or (previous = decode(:lookup, 'hex') and previous_until > now())
                 order by place
                 limit 1
                """)
                .param("lookup", lookup)
                .query(FormerKeyStore::former)
                .optional();
    }

    private static Former former(ResultSet row, int number) throws SQLException {
        return new Former(
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getObject("key_id", UUID.class),
                Reason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
                row.getString("hint"),
                List.of((String[]) row.getArray("networks").getArray()));
    }

    @Scheduled(initialDelay = 25, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from former_key where lookup in (
                    select lookup from former_key where ended_at < now() - interval '90 days' limit :bite)
                """).param("bite", bite).update());
    }
}
