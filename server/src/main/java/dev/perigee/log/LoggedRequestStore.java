package dev.perigee.log;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.web.Caller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the request log as the account may that made the requests; {@link RequestLogStore} writes it, for all of them. */
@Repository
class LoggedRequestStore implements AccountData {

    /** At how many rows a page looks, however few of them are wanted. The statements below name it too. */
    static final int EXAMINED = 10_000;

    private static final String KEY = Caller.How.KEY.name().toLowerCase(Locale.ROOT) + ':';
    private static final String SESSION = Caller.How.SESSION.name().toLowerCase(Locale.ROOT) + ':';

    private static final String EXAMINE = """
            select time, trace_id, method, route, path, status, duration_us, caller, user_id, host(ip) as ip, body,
                   place, number, wanted
              from (select time, trace_id, method, route, path, status, duration_us, caller, user_id, ip, body,
                           ctid as place, row_number() over (order by time desc, ctid desc) as number,
                           coalesce((cast(:caller as text) is null or caller = :caller)
                                and (cast(:user as uuid) is null or user_id = :user)
                                and (cast(:route as text) is null or route = :route)
                                and (cast(:method as text) is null or method = :method)
                                and status between :leastStatus and :greatestStatus
                                and (cast(:text as text) is null
                                     or position(lower(:text) in lower(concat_ws(' ', path, host(ip), body))) > 0),
                                false) as wanted
                      from log
                     where account_id = :account
                       and time >= :from and time <= :before and (time < :before or ctid < cast(:beforePlace as tid))
            """;

    private static final String FOUND = """
                     order by time desc, ctid desc
                     limit 10000) examined
             where wanted or number = 10000
             order by time desc, place desc
             limit :limit
            """;

    /**
     * The rows to look at: not before {@code from}, and further back than {@code before}.
     *
     * @param limit how many to find at most
     */
    record Window(Instant from, LogPlace before, int limit) {}

    /**
     * A row that is wanted, or the last one that was looked at.
     *
     * @param number the how many-th that was looked at
     */
    record Found(LoggedRequest request, LogPlace place, long number, boolean wanted) {}

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

    List<Found> list(AccountId account, Window window, LogFilter filter) {
        return examine(jdbc.sql(EXAMINE + FOUND), account, window, filter)
                .param("text", filter.q())
                .query(LoggedRequestStore::found)
                .list();
    }

    /** The same of one trace id, in the place of a text to be searched. */
    List<Found> ofTrace(AccountId account, String traceId, Window window, LogFilter filter) {
        return examine(jdbc.sql(EXAMINE + " and trace_id = :trace " + FOUND), account, window, filter)
                .param("text", null)
                .param("trace", traceId)
                .query(LoggedRequestStore::found)
                .list();
    }

    private static JdbcClient.StatementSpec examine(
            JdbcClient.StatementSpec statement, AccountId account, Window window, LogFilter filter) {
        return statement
                .param("account", account.value())
                .param("from", OffsetDateTime.ofInstant(window.from(), ZoneOffset.UTC))
                .param("before", OffsetDateTime.ofInstant(window.before().time(), ZoneOffset.UTC))
                .param("beforePlace", window.before().tid())
                .param("limit", window.limit())
                .param("caller", filter.key() == null ? null : KEY + filter.key())
                .param("user", filter.user())
                .param("route", filter.route())
                .param("method", filter.method())
                .param("leastStatus", filter.leastStatus())
                .param("greatestStatus", filter.greatestStatus());
    }

    private static Found found(ResultSet row, int n) throws SQLException {
        Instant time = row.getObject("time", OffsetDateTime.class).toInstant();
        String caller = row.getString("caller");
        var request = new LoggedRequest(
                time,
                row.getString("trace_id"),
                row.getString("method"),
                row.getString("route"),
                row.getString("path"),
                row.getInt("status"),
                row.getLong("duration_us"),
                credential(caller, KEY),
                credential(caller, SESSION),
                row.getObject("user_id", UUID.class),
                row.getString("ip"),
                row.getString("body"));
        return new Found(
                request, LogPlace.of(time, row.getString("place")), row.getLong("number"), row.getBoolean("wanted"));
    }

    private static @Nullable UUID credential(@Nullable String caller, String kind) {
        return caller != null && caller.startsWith(kind) ? UUID.fromString(caller.substring(kind.length())) : null;
    }
}
