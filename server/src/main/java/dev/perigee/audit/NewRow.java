package dev.perigee.audit;

import dev.perigee.database.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the writer says of a row; the database adds number, time and hashes. */
record NewRow(
        UUID id,
        @Nullable UserId actor,
        @Nullable String actorKnown,
        Entry entry,
        @Nullable String subjectKnown,
        String details,
        @Nullable String traceId) {

    /** The same without what tells who the person was. */
    NewRow forgetting(UserId user) {
        boolean acted = user.equals(actor);
        boolean affected = user.value().equals(entry.subject());
        return new NewRow(
                id, actor, acted ? null : actorKnown, entry, affected ? null : subjectKnown, details, traceId);
    }
}
