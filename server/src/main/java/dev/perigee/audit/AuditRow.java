package dev.perigee.audit;

import dev.perigee.database.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row as it is kept; the texts as they were hashed. */
record AuditRow(
        AccountId account,
        long number,
        UUID id,
        Instant time,
        String action,
        Part actor,
        String subjectKind,
        Part subject,
        String details,
        @Nullable String traceId,
        String hash) {

    /**
     * One whom a row names.
     *
     * @param known as JSON; null when there was nothing to know, or it is forgotten
     * @param hash of that text, in hexadecimal digits; empty when there never was one
     */
    record Part(@Nullable UUID id, @Nullable String known, String hash) {}
}
