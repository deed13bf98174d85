package dev.perigee.log;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import dev.perigee.web.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Finds why a request was refused. Callers may choose their trace ids, so one may have several rows: the newest counts. */
@Repository
class RefusalStore {

    /** A request that was refused. */
    record Refused(
            String traceId,
            Instant time,
            String method,
            @Nullable String route,
            int status,
            Refusal refusal) {}

    private static final String COLUMNS = "select trace_id, time, method, route, status, refusal from log";

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;
    private final JsonMapper json;

    RefusalStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts, JsonMapper json) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
        this.json = json;
    }

    Optional<Refused> find(AccountId account, String traceId) {
        return jdbc.sql(COLUMNS + """
                 where account_id = :account and trace_id = :trace and refusal is not null
                 order by time desc limit 1
                """)
                .param("account", account.value())
                .param("trace", traceId)
                .query(this::refused)
                .optional();
    }

    /** For whoever runs the product: also the requests of nobody. */
    Optional<Refused> findAnybodys(String traceId) {
        return acrossAccounts
                .sql(COLUMNS + " where trace_id = :trace and refusal is not null order by time desc limit 1")
                .param("trace", traceId)
                .query(this::refused)
                .optional();
    }

    private Refused refused(ResultSet row, int number) throws SQLException {
        return new Refused(
                row.getString("trace_id"),
                row.getObject("time", OffsetDateTime.class).toInstant(),
                row.getString("method"),
                row.getString("route"),
                row.getInt("status"),
                json.readValue(row.getString("refusal"), Refusal.class));
    }
}
