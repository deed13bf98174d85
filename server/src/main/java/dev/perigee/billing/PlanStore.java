package dev.perigee.billing;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.web.Entitlements;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class PlanStore implements AccountData {

    record SubscriptionRow(String plan, String status, Instant createdAt) {}

    private static final TypeReference<Map<String, Long>> LIMITS = new TypeReference<>() {};
    private static final TypeReference<List<String>> FEATURES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PlanStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public String table() {
        return "subscription";
    }

    @Override
    public Stream<SubscriptionRow> rows(AccountId account) {
        return jdbc
                .sql("select plan_id, status, created_at from subscription where account_id = :account")
                .param("account", account.value())
                .query((row, n) -> new SubscriptionRow(
                        row.getString("plan_id"),
                        row.getString("status"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .stream();
    }

    List<Plan> list() {
        return jdbc.sql("""
                select id, name, price, currency, interval, trial_days, limits, features
                  from plan order by position, id
                """)
                .query((row, n) -> new Plan(
                        row.getString("id"),
                        row.getString("name"),
                        row.getLong("price"),
                        row.getString("currency"),
                        row.getString("interval"),
                        row.getInt("trial_days"),
                        json.readValue(row.getString("limits"), LIMITS),
                        json.readValue(row.getString("features"), FEATURES)))
                .list();
    }

    void subscribe(AccountId account, String plan) {
        jdbc.sql("insert into subscription (account_id, plan_id, status) values (:account, :plan, 'active')")
                .param("account", account.value())
                .param("plan", plan)
                .update();
    }

    Optional<Entitlements> entitlements(AccountId account) {
        return jdbc.sql("""
                select p.features, p.limits from subscription s join plan p on p.id = s.plan_id
                 where s.account_id = :account and s.status <> 'canceled'
                """)
                .param("account", account.value())
                .query((row, n) -> new Entitlements(
                        Set.copyOf(json.readValue(row.getString("features"), FEATURES)),
                        json.readValue(row.getString("limits"), LIMITS)))
                .optional();
    }

    /** How many of something the account may have. If that is limited, the subscription is held until the transaction ends. */
    OptionalLong limit(AccountId account, String name) {
        return jdbc.sql("""
                select cast(p.limits ->> :name as bigint) as most
                  from subscription s join plan p on p.id = s.plan_id
                 where s.account_id = :account and s.status <> 'canceled' and jsonb_exists(p.limits, :name)
                   for update of s
                """)
                .param("name", name)
                .param("account", account.value())
                .query((row, n) -> OptionalLong.of(row.getLong("most")))
                .optional()
                .orElseGet(OptionalLong::empty);
    }

    Optional<Plans.Subscription> find(AccountId account) {
        return jdbc.sql("select plan_id, status from subscription where account_id = :account")
                .param("account", account.value())
                .query((row, n) -> new Plans.Subscription(row.getString("plan_id"), row.getString("status")))
                .optional();
    }
}
