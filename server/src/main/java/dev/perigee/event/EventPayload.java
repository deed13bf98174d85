package dev.perigee.event;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event as it is told to receivers outside, by whatever way it reaches them. Every one has this form, so that a
 * receiver can sort and store events that it has never heard of.
 *
 * @param type the event's name, such as {@code project.created}
 * @param timestamp when it happened
 * @param accountId the account it happened in
 * @param actorId who caused it
 * @param data what else the event holds; another form for each type
 */
public record EventPayload(String type, Instant timestamp, AccountId accountId, UserId actorId, JsonNode data) {

    private static final List<String> OF_EVERY_EVENT = List.of("account", "actor");

    /** Of an event that happened at this time: its data are the components that only its own record has. */
    public static EventPayload of(AccountEvent event, Instant time, JsonMapper json) {
        ObjectNode data = json.valueToTree(event);
        data.remove(OF_EVERY_EVENT);
        return new EventPayload(event.name(), time, event.account(), event.actor(), data);
    }
}
