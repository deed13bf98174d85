package dev.perigee.testing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The rows in which one of some ids is named, looked at again and again. Only the versions that were found the last time
 * and those that are younger are read: all the others are still as they were when they named none of the ids.
 */
public final class RowsNaming {

    private final Rows rows;
    private final Set<UUID> ids;
    private Map<String, Set<String>> known = Map.of();
    private long since;

    RowsNaming(Rows rows, Set<UUID> ids) {
        this.rows = rows;
        this.ids = ids;
    }

    public int checksum() {
        rows.waitForThePost();
        // Asked for before reading: a transaction that was still under way then is looked at again the next time.
        long next = rows.firstUnfinishedTransaction();
        List<RowVersion> found = rows.where(this::isKnownOrYoung)
                .filter(row -> row.ids().anyMatch(ids::contains))
                .toList();
        known = found.stream().collect(groupingBy(RowVersion::table, mapping(RowVersion::place, toSet())));
        since = next;
        return found.stream()
                .map(row -> row.table() + ' ' + row.text())
                .sorted()
                .toList()
                .hashCode();
    }

    /** Transactions are counted in 32 bits, which is more than a run of tests has. */
    private String isKnownOrYoung(String table) {
        String places = String.join("\",\"", known.getOrDefault(table, Set.of()));
        return "xmin::text::bigint >= " + since + (places.isEmpty() ? "" : " or ctid = any('{\"" + places + "\"}')");
    }
}
