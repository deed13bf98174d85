package dev.perigee.account;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class OwnershipStore implements AccountData {

    /** An offer that is not a row yet. */
    record NewOffer(UserId giver, UserId receiver, boolean remain) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    OwnershipStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    @Override
    public String table() {
        return "ownership_offer";
    }

    @Override
    public Stream<OwnershipOffer> rows(AccountId account) {
        return find(account).stream();
    }

    /** In the place of an earlier one. */
    void put(AccountId account, NewOffer offer, Duration valid) {
        jdbc.sql("""
                insert into ownership_offer (account_id, giver, receiver, remain, expires_at)
                values (:account, :giver, :receiver, :remain, now() + :valid * interval '1 second')
                on conflict (account_id) do update
                   set giver = excluded.giver, receiver = excluded.receiver, remain = excluded.remain,
                       created_at = now(), expires_at = excluded.expires_at
                """)
                .param("account", account.value())
                .param("giver", offer.giver().value())
                .param("receiver", offer.receiver().value())
                .param("remain", offer.remain())
                .param("valid", valid.toSeconds())
                .update();
    }

    /** Nothing once it has expired, or when who made it is no active owner any more. */
    Optional<OwnershipOffer> find(AccountId account) {
        return jdbc.sql("""
                select o.giver, o.receiver, o.remain, o.created_at, o.expires_at
                  from ownership_offer o
                  join membership m on m.account_id = o.account_id and m.user_id = o.giver
                 where o.account_id = :account and o.expires_at > now()
                   and m.role = 'owner' and m.disabled_at is null
                """)
                .param("account", account.value())
                .query((row, n) -> new OwnershipOffer(
                        new UserId(row.getObject("giver", UUID.class)),
                        new UserId(row.getObject("receiver", UUID.class)),
                        row.getBoolean("remain"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    void delete(AccountId account) {
        jdbc.sql("delete from ownership_offer where account_id = :account")
                .param("account", account.value())
                .update();
    }

    @Scheduled(initialDelay = 29, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetExpired() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from ownership_offer where account_id in (
                    select account_id from ownership_offer where expires_at < now()
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
