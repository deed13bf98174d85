package dev.perigee.web;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.database.UserId;
import dev.perigee.secret.Sealed;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class IdempotencyStore {

    record Kept(String request, Sealed answer) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    IdempotencyStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** False when the key is taken; waits for a transaction that is just taking it. */
    boolean begin(AccountId account, UserId user, String key, String request) {
        return jdbc.sql("""
                insert into idempotency (account_id, user_id, key, request)
                values (:account, :user, :key, :request)
                on conflict (account_id, user_id, key) do update
                   set request = excluded.request, answer = '', created_at = now()
                 where idempotency.created_at < now() - interval '24 hours'
                """)
                        .param("account", account.value())
                        .param("user", user.value())
                        .param("key", key)
                        .param("request", request)
                        .update()
                == 1;
    }

    void finish(AccountId account, UserId user, String key, Sealed answer) {
        jdbc.sql("""
                update idempotency set answer = :answer
                 where account_id = :account and user_id = :user and key = :key
                """)
                .param("account", account.value())
                .param("user", user.value())
                .param("key", key)
                .param("answer", answer.bytes())
                .update();
    }

    Kept find(AccountId account, UserId user, String key) {
        return jdbc.sql("""
                select request, answer from idempotency
                 where account_id = :account and user_id = :user and key = :key
                """)
                .param("account", account.value())
                .param("user", user.value())
                .param("key", key)
                .query((row, n) -> new Kept(row.getString("request"), Sealed.of(row.getBytes("answer"))))
                .single();
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = java.util.concurrent.TimeUnit.MINUTES)
    void forgetOldAnswers() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from idempotency where (account_id, user_id, key) in (
                    select account_id, user_id, key from idempotency where created_at < now() - interval '24 hours'
                     limit :bite)
                """).param("bite", bite).update());
    }
}
