package dev.perigee.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checksums over the rows of a server's database, to prove that something changed nothing. The tables are those of the
 * catalogue, so a table of tomorrow is watched as well. For a server with a database of its own, whose request log is
 * off: it would write while one looks.
 */
public final class Rows implements AutoCloseable {

    private final Perigee server;
    private final Connection connection;
    private final Map<String, String> tables = new TreeMap<>();
    private String all = "";
    private String upTo = "";

    public Rows(Perigee server) {
        this.server = server;
        try {
            this.connection = server.database("postgres");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        select("""
                select relname, string_agg(format(case when atttypid = 'bytea'::regtype then 'md5(%I)' else '%I' end,
                                                  attname), ', ' order by attnum)
                  from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
                 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                 group by relname
                """).forEach(row -> tables.put(row.getFirst(), row.getLast()));
    }

    /**
     * Over every row of every table. No transaction that wrote ends without a record in the write-ahead log, so nothing
     * is read again while that ends where it did.
     */
    public String all() {
        String end = endOfLog();
        if (!end.equals(upTo)) {
            waitForThePost();
            end = endOfLog();
            // Whoever is at it may have made their last record already, and their rows are not to be read yet.
            upTo = nobodyIsWriting() ? end : "";
            all = checksums();
        }
        return all;
    }

    private String endOfLog() {
        return first("select pg_current_wal_insert_lsn()");
    }

    private boolean nobodyIsWriting() {
        return first("select count(*) from pg_snapshot_xip(pg_current_snapshot())")
                .equals("0");
    }

    private String checksums() {
        return select(tables.keySet().stream()
                        .map(
                                "select concat('%1$s ', count(*), ' ', sum(hashtextextended(t::text, 0))) from %1$s t"
                                        ::formatted)
                        .collect(Collectors.joining(" union all ")))
                .toString();
    }

    /** Those in which one of the ids is named, to be looked at again and again. */
    public RowsNaming naming(Set<UUID> ids) {
        return new RowsNaming(this, ids);
    }

    /** The ids, those that stand in the rows naming them, and those that stand in the rows naming these. */
    public Set<UUID> around(Set<UUID> ids) {
        return beside(beside(ids));
    }

    /** Found here and not by the database, whose regular expressions take forty times as long over so many ids. */
    private Set<UUID> beside(Set<UUID> ids) {
        return where(table -> "true")
                .filter(row -> row.ids().anyMatch(ids::contains))
                .flatMap(RowVersion::ids)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The rows for which the condition is true that is given for their table. */
    Stream<RowVersion> where(UnaryOperator<String> condition) {
        var statements = new ArrayList<String>();
        tables.forEach((table, columns) -> statements.add("select '%1$s', ctid, row(%2$s)::text from %1$s where %3$s"
                .formatted(table, columns, condition.apply(table))));
        return select(String.join(" union all ", statements)).stream()
                .map(row -> new RowVersion(row.get(0), row.get(1), row.get(2)));
    }

    /** All transactions before it have an end, and what they wrote is there to be read. */
    long firstUnfinishedTransaction() {
        return Long.parseLong(first("select pg_snapshot_xmin(pg_current_snapshot())"));
    }

    /**
     * Mails and webhooks are sent after their request, and jobs done, so the rows change a little later. What will be sent
     * again in an hour is none of that.
     */
    void waitForThePost() {
        Person.until(() -> select("""
                        select '' from mail where state = 'waiting'
                        union all select '' from job where execution_time <= now()
                        union all select '' from inbound_event where state = 'waiting' and next_attempt_at <= now()
                        union all select '' from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
                         where d.state = 'waiting' and d.next_attempt_at < now() + interval '1 minute'
                           and e.paused_at is null and coalesce(e.rest_until, now()) <= now()
                        """).isEmpty() ? true : null);
    }

    private String first(String sql) {
        return select(sql).getFirst().getFirst();
    }

    private List<List<String>> select(String sql) {
        try (var rows = connection.createStatement().executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            var all = new ArrayList<List<String>>();
            while (rows.next()) {
                var row = new ArrayList<String>(columns);
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException("Reading the rows of " + server.url(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
