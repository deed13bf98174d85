package dev.perigee.notification;

import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that a member of an account is told of.
 *
 * @param kind the name of the event, such as {@code member.joined}
 * @param title what happened, in the reader's language
 * @param actorId who caused it
 * @param data what else the event holds, as webhooks are told of it; another form for each kind
 */
record Notification(
        UUID id,
        String kind,
        String title,
        UserId actorId,
        JsonNode data,
        Instant createdAt,
        @Nullable Instant readAt) {}
