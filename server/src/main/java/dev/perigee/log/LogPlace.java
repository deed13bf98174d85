package dev.perigee.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Where a row stands in the log, by its time and, among rows of the same time, by where PostgreSQL keeps it. A row is
 * never updated, so both stay as long as it does.
 */
record LogPlace(Instant time, long block, int offset) {

    private static final int OFFSET_BITS = 16;
    private static final long MICROS = 1_000_000;

    /** Before every row of that time. */
    static LogPlace at(Instant time) {
        return new LogPlace(time.truncatedTo(ChronoUnit.MICROS), 0, 0);
    }

    /** @param tid as PostgreSQL writes it, for example {@code (0,1)} */
    static LogPlace of(Instant time, String tid) {
        int comma = tid.indexOf(',');
        return new LogPlace(
                time,
                Long.parseLong(tid.substring(1, comma)),
                Integer.parseInt(tid.substring(comma + 1, tid.length() - 1)));
    }

    /** Out of a cursor, which may have been made up: any sixteen bytes are a place. */
    static LogPlace of(UUID cursor) {
        long micros = cursor.getMostSignificantBits();
        long tid = cursor.getLeastSignificantBits();
        return new LogPlace(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), tid >>> OFFSET_BITS & 0xFFFF_FFFFL, (int)
                (tid & 0xFFFF));
    }

    UUID cursor() {
        long micros = time.getEpochSecond() * MICROS + time.getNano() / 1_000;
        return new UUID(micros, block << OFFSET_BITS | offset);
    }

    String tid() {
        return "(" + block + ',' + offset + ')';
    }
}
