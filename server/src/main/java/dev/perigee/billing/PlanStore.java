package dev.perigee.billing;

import dev.perigee.database.AccountId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class PlanStore {

    private static final TypeReference<Map<String, Long>> LIMITS = new TypeReference<>() {};
    private static final TypeReference<List<String>> FEATURES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PlanStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
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

    Optional<Plans.Subscription> find(AccountId account) {
        return jdbc.sql("select plan_id, status from subscription where account_id = :account")
                .param("account", account.value())
                .query((row, n) -> new Plans.Subscription(row.getString("plan_id"), row.getString("status")))
                .optional();
    }
}
