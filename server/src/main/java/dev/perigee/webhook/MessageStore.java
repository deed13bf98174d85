package dev.perigee.webhook;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class MessageStore implements AccountData {

    /** A message as its account takes it along. */
    record Message(UUID id, String type, String payload, Instant createdAt) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    MessageStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    @Override
    public String table() {
        return "webhook_message";
    }

    @Override
    public Stream<Message> rows(AccountId account) {
        return jdbc
                .sql("""
                select id, type, payload, created_at from webhook_message where account_id = :account order by id
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query((row, n) -> new Message(
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        row.getString("payload"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .stream();
    }

    void add(AccountId account, UUID id, String type, String payload) {
        jdbc.sql("""
                insert into webhook_message (id, account_id, type, payload) values (:id, :account, :type, :payload)
                """)
                .param("id", id)
                .param("account", account.value())
                .param("type", type)
                .param("payload", payload)
                .update();
    }

    /** Deletes whatever names the address of the person whose transaction it is, in every account. */
    void forget() {
        jdbc.sql("select forget_in_webhooks()").query((row, n) -> true).list();
    }

    /** Its deliveries go with it. */
    @Scheduled(initialDelay = 11, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from webhook_message where id in (
                    select id from webhook_message where created_at < now() - interval '30 days'
                     limit :bite)
                """).param("bite", bite).update());
    }
}
