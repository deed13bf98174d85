package dev.perigee.notification;

import dev.perigee.database.Ids;
import dev.perigee.web.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has not sent yet. Transactions end in another order than their ids are made in, so what came a little
 * before the last one is looked at again.
 */
final class Unsent {

    private static final int AT_ONCE = 100;
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final Notifications notifications;
    private final Caller caller;
    private final Set<UUID> sent = new HashSet<>();
    private UUID newest;

    Unsent(Notifications notifications, Caller caller, @Nullable UUID last) {
        this.notifications = notifications;
        this.caller = caller;
        if (last == null) {
            newest = Ids.firstOf(Instant.now());
            take();
        } else {
            newest = last;
            sent.add(last);
        }
    }

    /** The oldest first; all of it counts as sent from now on. */
    List<Notification> take() {
        var from = Ids.firstOf(Ids.timeOf(newest).minus(OVERLAP));
        var unsent = new ArrayList<Notification>();
        for (var page = after(from);
                !page.isEmpty();
                page = after(page.getLast().id())) {
            page.stream().filter(found -> sent.add(found.id())).forEach(unsent::add);
            newest = latest(newest, page.getLast().id());
        }
        var bound = Ids.firstOf(Ids.timeOf(newest).minus(OVERLAP));
        sent.removeIf(id -> Ids.timeOf(id).isBefore(Ids.timeOf(bound)));
        return unsent;
    }

    private List<Notification> after(UUID id) {
        return notifications.after(caller, id, AT_ONCE);
    }

    private static UUID latest(UUID one, UUID other) {
        return Ids.timeOf(one).isAfter(Ids.timeOf(other)) ? one : other;
    }
}
