package dev.perigee.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checksums over the rows of a server's database, to prove that something changed nothing. The tables are those of the
 * catalogue, so a table of tomorrow is watched as well. For a server with a database of its own, whose request log is
 * off: it would write while one looks.
 */
public final class Rows implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Perigee server;
    private final Connection connection;
    private final List<String> tables;
    private final List<String> readable;

    public Rows(Perigee server) {
        this.server = server;
        try {
            this.connection = server.database("postgres");
            this.tables = strings("""
                    select relname from pg_class
                     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                     order by 1
                    """);
            this.readable = strings("""
                    select format('select %L || row(%s)::text from %I', relname || ' ',
                           string_agg(format(case when atttypid = 'bytea'::regtype then 'md5(%I)' else '%I' end, attname),
                                      ', ' order by attnum), relname)
                      from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
                     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                     group by relname
                     order by relname
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Over every row of every table. */
    public String all() {
        waitForThePost();
        return tables.stream()
                .map("select concat('%1$s ', count(*), ' ', sum(hashtextextended(t::text, 0))) from %1$s t"::formatted)
                .collect(Collectors.collectingAndThen(Collectors.joining(" union all "), this::strings))
                .toString();
    }

    /** Over the rows in which one of the ids is named. */
    public int naming(Set<UUID> ids) {
        waitForThePost();
        return rowsNaming(ids).sorted().toList().hashCode();
    }

    /** The ids, those that stand in the rows naming them, and those that stand in the rows naming these. */
    public Set<UUID> around(Set<UUID> ids) {
        return beside(beside(ids));
    }

    private Set<UUID> beside(Set<UUID> ids) {
        return rowsNaming(ids).flatMap(row -> ids(row)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Found here and not by the database, whose regular expressions take forty times as long over so many ids. */
    private Stream<String> rowsNaming(Set<UUID> ids) {
        return strings(String.join(" union all ", readable)).stream().filter(row -> ids(row).anyMatch(ids::contains));
    }

    /** By the hyphens first: an expression tried at every letter of every row takes ten times as long. */
    private static Stream<UUID> ids(String row) {
        var ids = new ArrayList<UUID>();
        for (int hyphen = row.indexOf('-', 8); hyphen >= 0 && hyphen + 28 <= row.length(); ) {
            if (row.charAt(hyphen + 5) == '-' && row.charAt(hyphen + 10) == '-' && row.charAt(hyphen + 15) == '-') {
                var found = ID.matcher(row).region(hyphen - 8, hyphen + 28);
                if (found.matches()) {
                    ids.add(UUID.fromString(found.group()));
                }
            }
            hyphen = row.indexOf('-', hyphen + 1);
        }
        return ids.stream();
    }

    /** Mails are sent after their request, so the outbox changes a little later. */
    private void waitForThePost() {
        Person.until(
                () -> strings("select '' from mail where state = 'waiting'").isEmpty() ? true : null);
    }

    private List<String> strings(String sql) {
        try (var rows = connection.createStatement().executeQuery(sql)) {
            var strings = new ArrayList<String>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
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
