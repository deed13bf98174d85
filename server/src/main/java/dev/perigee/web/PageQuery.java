package dev.perigee.web;

import java.util.UUID;

/**
 * Which page of a list a request asks for by its parameters {@code limit} (1 to 100, else 20) and {@code cursor}.
 *
 * @param before only rows with a smaller id than this one
 */
public record PageQuery(int limit, UUID before) {

    static final int DEFAULT = 20;
    static final int MAX = 100;

    /** Whether the list is asked for from its beginning. */
    public boolean isFirst() {
        return before.equals(Cursor.START);
    }

    /** How many rows to ask the database for. */
    public int fetch() {
        return limit + 1;
    }
}
