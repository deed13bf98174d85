package dev.perigee.log;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the request log as the account may that made the requests; {@link RequestLogStore} writes it, for all of them. */
@Repository
class LoggedRequestStore implements AccountData {

    record Row(
            Instant time,
            String traceId,
            String method,
            String path,
            int status,
            long durationUs,
            @Nullable String caller,
            @Nullable UUID userId,
            String ip,
            @Nullable String body) {}

    private final JdbcClient jdbc;

    LoggedRequestStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "log";
    }

    @Override
    public Stream<Row> rows(AccountId account) {
        return jdbc
                .sql("""
                select time, trace_id, method, path, status, duration_us, caller, user_id, host(ip) as ip, body
                  from log where account_id = :account order by time
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query((row, n) -> new Row(
                        row.getObject("time", OffsetDateTime.class).toInstant(),
                        row.getString("trace_id"),
                        row.getString("method"),
                        row.getString("path"),
                        row.getInt("status"),
                        row.getLong("duration_us"),
                        row.getString("caller"),
                        row.getObject("user_id", UUID.class),
                        row.getString("ip"),
                        row.getString("body")))
                .stream();
    }
}
