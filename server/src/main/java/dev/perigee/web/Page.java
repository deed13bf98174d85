package dev.perigee.web;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param next the cursor of the page after this one; null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /**
     * Cuts rows to a page.
     *
     * @param rows up to {@link PageQuery#fetch()} rows: one more than asked for tells that there is a next page
     */
    public static <T> Page<T> of(PageQuery query, List<T> rows, Function<T, UUID> id) {
        if (rows.size() <= query.limit()) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, query.limit());
        return new Page<>(items, Cursor.write(id.apply(items.getLast())));
    }

    /** A page after which the list goes on from that place, however many items it has. */
    public static <T> Page<T> upTo(UUID place, List<T> items) {
        return new Page<>(items, Cursor.write(place));
    }
}
