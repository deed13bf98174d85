package dev.perigee.database;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Makes the ids of all rows: UUIDv7 (RFC 9562 §5.7), which sort by the millisecond in which they were made. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static long lastMillis;
    private static int counter;

    private Ids() {}

    /**
     * A new id, greater than every id that this process made before it: within one millisecond the 12 bits after the
     * version count up (RFC 9562 §6.2, method 1).
     */
    public static UUID next() {
        long head = nextHead();
        long tail = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(head, tail);
    }

    /** Less than every id that is made in this millisecond or later, and greater than all before. */
    public static UUID firstOf(Instant time) {
        return new UUID(time.toEpochMilli() << 16, 0);
    }

    /** When an id of ours was made, to the millisecond. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private static synchronized long nextHead() {
        long now = Math.max(System.currentTimeMillis(), lastMillis);
        if (now > lastMillis) {
            counter = RANDOM.nextInt(0x400);
        } else if (++counter > 0xFFF) {
            now++;
            counter = 0;
        }
        lastMillis = now;
        return (now << 16) | 0x7000L | counter;
    }
}
