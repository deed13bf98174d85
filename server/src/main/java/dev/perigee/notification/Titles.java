package dev.perigee.notification;

import dev.perigee.database.UserId;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts notifications into words: those of the locales under {@code notification.title.<kind>}. In them {@code {0}} is who
 * did it, {@code {1}} what the event names as its subject, {@code {2}} the member whose id its data hold as {@code user}.
 * People are named as they are called now, and not at all once they are erased.
 */
@Component
class Titles {

    private static final String KIND = "notification.kind.";

    private final Users users;
    private final MessageSource messages;
    private final JsonMapper json;

    Titles(Users users, MessageSource messages, JsonMapper json) {
        this.users = users;
        this.messages = messages;
        this.json = json;
    }

    /** Every kind of event that there are words for; of others nobody is told. */
    static List<String> kinds() {
        return Texts.keys().stream()
                .filter(key -> key.startsWith(KIND))
                .map(key -> key.substring(KIND.length()))
                .toList();
    }

    String describe(String kind, Locale locale) {
        return messages.getMessage(KIND + kind, null, locale);
    }

    List<Notification> entitle(List<NotificationStore.Row> rows, Locale locale) {
        var people = users.find(rows.stream().flatMap(this::people).distinct().toList());
        return rows.stream().map(row -> entitle(row, people, locale)).toList();
    }

    private Stream<UserId> people(NotificationStore.Row row) {
        return Stream.concat(Stream.of(row.actor()), member(json.readTree(row.data())).stream());
    }

    private Notification entitle(NotificationStore.Row row, Map<UserId, User> people, Locale locale) {
        var data = json.readTree(row.data());
        Object[] values = {
            name(Optional.of(row.actor()), people, locale), row.subject(), name(member(data), people, locale)
        };
        String title = messages.getMessage("notification.title." + row.kind(), values, row.kind(), locale);
        return new Notification(
                row.id(),
                row.kind(),
                Objects.requireNonNullElse(title, row.kind()),
                row.actor(),
                data,
                row.createdAt(),
                row.readAt());
    }

    private String name(Optional<UserId> person, Map<UserId, User> people, Locale locale) {
        return person.map(people::get)
                .map(User::name)
                .orElseGet(() -> messages.getMessage("notification.somebody", null, locale));
    }

    private static Optional<UserId> member(JsonNode data) {
        return data.path("user").asStringOpt().map(UUID::fromString).map(UserId::new);
    }
}
