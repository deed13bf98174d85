package dev.perigee.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * One thing that was done in the account, by somebody and at a time.
 *
 * @param number counts up by one in each account
 * @param action {@code subject.verb}, for example {@code member.removed}
 * @param actor who did it; null when it was the product or its operator
 * @param subject to whom or what; null when it was the account itself
 * @param details what changed
 * @param traceId of the request that did it
 * @param hash ties the row to the one before it
 */
record AuditEntry(
        UUID id,
        long number,
        Instant time,
        String action,
        @Nullable Actor actor,
        @Nullable Subject subject,
        Map<String, String> details,
        @Nullable String traceId,
        String hash) {

    /**
     * Who did something, as they were known then.
     *
     * @param name null once the person is erased, as are the next two
     * @param address from where
     */
    record Actor(
            UUID id,
            @Nullable String name,
            @Nullable String email,
            @Nullable String address) {}

    /**
     * To whom or what it was done.
     *
     * @param kind {@code user}, {@code invite}, or another of the product's things
     * @param name of a person; null once they are erased, as is the address
     */
    record Subject(
            String kind,
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String email) {}

    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    static AuditEntry of(AuditRow row, JsonMapper json) {
        return new AuditEntry(
                row.id(),
                row.number(),
                row.time(),
                row.action(),
                actor(row.actor(), json),
                subject(row, json),
                json.readValue(row.details(), DETAILS),
                row.traceId(),
                row.hash());
    }

    private static @Nullable Actor actor(AuditRow.Part part, JsonMapper json) {
        var known = Known.of(part, json);
        return part.id() == null ? null : new Actor(part.id(), known.name(), known.email(), known.address());
    }

    private static @Nullable Subject subject(AuditRow row, JsonMapper json) {
        var known = Known.of(row.subject(), json);
        return row.subjectKind().isEmpty()
                ? null
                : new Subject(row.subjectKind(), row.subject().id(), known.name(), known.email());
    }
}
