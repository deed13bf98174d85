package dev.perigee.webhook;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.secret.Sealed;
import dev.perigee.web.PageQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

@Repository
class DeliveryStore implements AccountData {

    /** A new one. */
    record NewDelivery(UUID id, UUID message, UUID webhook, String kind) {}

    /**
     * A delivery that was taken to be sent.
     *
     * @param attempts how often it was, this time included
     * @param secrets the current one, and the one before while it counts
     */
    record Taken(
            UUID id,
            AccountId account,
            UUID webhook,
            UUID message,
            String kind,
            int attempts,
            String url,
            String payload,
            List<Sealed> secrets) {}

    private static final String COLUMNS = """
            select d.id, d.message_id, m.type, d.kind, d.state, d.answers, d.created_at, d.ended_at,
                   case when d.state = 'waiting' then d.next_attempt_at end as next_attempt_at, %s as payload
              from webhook_delivery d join webhook_message m on m.id = d.message_id
            """;
    private static final String WITHOUT_PAYLOAD = COLUMNS.formatted("null");
    private static final String WITH_PAYLOAD = COLUMNS.formatted("m.payload");

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;
    private final JsonMapper json;

    DeliveryStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts, JsonMapper json) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
        this.json = json;
    }

    @Override
    public String table() {
        return "webhook_delivery";
    }

    @Override
    public Stream<Delivery> rows(AccountId account) {
        return jdbc
                .sql(WITHOUT_PAYLOAD + " where d.account_id = :account order by d.id")
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query(this::delivery)
                .stream();
    }

    /** One statement, however many webhooks there are. */
    void add(AccountId account, List<NewDelivery> deliveries) {
        jdbc.sql("""
                insert into webhook_delivery (id, account_id, message_id, endpoint_id, kind)
                select id::uuid, :account, message::uuid, webhook::uuid, kind
                  from unnest(:ids, :messages, :webhooks, :kinds) as row (id, message, webhook, kind)
                """)
                .param("account", account.value())
                .param("ids", texts(deliveries.stream().map(NewDelivery::id)))
                .param("messages", texts(deliveries.stream().map(NewDelivery::message)))
                .param("webhooks", texts(deliveries.stream().map(NewDelivery::webhook)))
                .param("kinds", texts(deliveries.stream().map(NewDelivery::kind)))
                .update();
    }

    private static String[] texts(Stream<?> values) {
        return values.map(Object::toString).toArray(String[]::new);
    }

    List<Delivery> list(AccountId account, UUID webhook, PageQuery page, @Nullable String state) {
        return jdbc.sql(WITHOUT_PAYLOAD + """
                 where d.account_id = :account and d.endpoint_id = :webhook and d.id < :before
                   and (cast(:state as text) is null or d.state = :state)
                 order by d.id desc limit :fetch
                """)
                .param("account", account.value())
                .param("webhook", webhook)
                .param("before", page.before())
                .param("state", state)
                .param("fetch", page.fetch())
                .query(this::delivery)
                .list();
    }

    Optional<Delivery> find(AccountId account, UUID webhook, UUID id) {
        return jdbc.sql(WITH_PAYLOAD + " where d.account_id = :account and d.endpoint_id = :webhook and d.id = :id")
                .param("account", account.value())
                .param("webhook", webhook)
                .param("id", id)
                .query(this::delivery)
                .optional();
    }

    /**
     * Takes deliveries for the length of the lease; no other node takes them meanwhile. Each webhook gets its turn, beginning
     * after the one given, so that none waits for how many messages another has: two at once, and one that fails one.
     *
     * @param busy how many of a webhook this node is just sending
     */
    List<Taken> take(UUID after, Map<UUID, Integer> busy, int most, Duration lease) {
        return acrossAccounts
                .sql("""
                with recursive waiting (webhook) as (
                    (select endpoint_id from webhook_delivery
                      where state = 'waiting' and endpoint_id > :after order by endpoint_id limit 1)
                    union all
                    select (select endpoint_id from webhook_delivery
                             where state = 'waiting' and endpoint_id > w.webhook order by endpoint_id limit 1)
                      from waiting w where w.webhook is not null
                ), ripe as (
                    select d.id
                      from waiting w
                      join webhook_endpoint e on e.id = w.webhook
                      left join unnest(:busy, :numbers) as b (webhook, number) on b.webhook::uuid = e.id
                     cross join lateral (
                         select id from webhook_delivery
                          where endpoint_id = e.id and state = 'waiting' and next_attempt_at <= now()
                          order by next_attempt_at
                          limit greatest(0, case when e.failures > 0 then 1 else 2 end - coalesce(b.number::int, 0))
                            for update skip locked) d
                     where e.paused_at is null and (e.rest_until is null or e.rest_until <= now())
                     limit :most
                )
                update webhook_delivery d
                   set attempts = attempts + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
                  from ripe, webhook_endpoint e, webhook_message m
                 where d.id = ripe.id and e.id = d.endpoint_id and m.id = d.message_id
                returning d.id, d.account_id, d.endpoint_id, d.message_id, d.kind, d.attempts, e.url, m.payload, e.sealed,
                          case when e.previous_until > now() then e.previous end as previous
                """)
                .param("after", after)
                .param("busy", texts(busy.keySet().stream()))
                .param("numbers", texts(busy.values().stream()))
                .param("most", most)
                .param("lease", lease.toMillis())
                .query(DeliveryStore::taken)
                .list();
    }

    /** Ends a delivery as {@code delivered} or {@code dead}; one that another node has ended already stays as it is. */
    void end(AccountId account, UUID id, String state, Delivery.Attempt attempt) {
        jdbc.sql("""
                update webhook_delivery set state = :state, ended_at = now(), answers = answers || cast(:answer as jsonb)
                 where account_id = :account and id = :id and state = 'waiting'
                """)
                .param("state", state)
                .param("answer", json.writeValueAsString(attempt))
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    void retry(AccountId account, UUID id, Duration after, Delivery.Attempt attempt) {
        jdbc.sql("""
                update webhook_delivery
                   set next_attempt_at = now() + :after * interval '1 millisecond',
                       answers = answers || cast(:answer as jsonb)
                 where account_id = :account and id = :id and state = 'waiting'
                """)
                .param("after", after.toMillis())
                .param("answer", json.writeValueAsString(attempt))
                .param("account", account.value())
                .param("id", id)
                .update();
    }

    /** What waits for a webhook that stays paused is not sent to it when nobody expects it any more. */
    @Scheduled(initialDelay = 12, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void giveUpStale() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                update webhook_delivery set state = 'dead', ended_at = now() where id in (
                    select id from webhook_delivery
                     where state = 'waiting' and created_at < now() - interval '7 days'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }

    private static Taken taken(ResultSet row, int number) throws SQLException {
        byte[] previous = row.getBytes("previous");
        return new Taken(
                row.getObject("id", UUID.class),
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getObject("endpoint_id", UUID.class),
                row.getObject("message_id", UUID.class),
                row.getString("kind"),
                row.getInt("attempts"),
                row.getString("url"),
                row.getString("payload"),
                Stream.of(Optional.of(row.getBytes("sealed")), Optional.ofNullable(previous))
                        .flatMap(Optional::stream)
                        .map(Sealed::of)
                        .toList());
    }

    private Delivery delivery(ResultSet row, int number) throws SQLException {
        String payload = row.getString("payload");
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getObject("message_id", UUID.class),
                row.getString("type"),
                row.getString("kind"),
                row.getString("state"),
                Arrays.asList(json.readValue(row.getString("answers"), Delivery.Attempt[].class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                WebhookStore.instant(row, "next_attempt_at"),
                WebhookStore.instant(row, "ended_at"),
                payload == null ? null : json.readTree(payload));
    }
}
