package dev.perigee.notification;

import dev.perigee.web.Caller;
import dev.perigee.web.Callers;
import dev.perigee.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends notifications while they happen. Each stream is a request that takes long, in a virtual thread of its own: whether
 * its caller may still read is asked twice a second, in the same way as at its beginning.
 */
@Component
class NotificationStreams {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationStreams.class);

    /** With a quarter of it for the notice from another node, a revocation ends a stream within a second. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** So that nothing between here and the client takes the line for dead, and we notice one that is. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Listeners listeners;
    private final Notifications notifications;
    private final Callers callers;
    private final Duration longest;
    private final JsonMapper json;

    NotificationStreams(
            Listeners listeners,
            Notifications notifications,
            Callers callers,
            NotificationSettings settings,
            JsonMapper json) {
        this.listeners = listeners;
        this.notifications = notifications;
        this.callers = callers;
        this.longest = settings.stream();
        this.json = json;
    }

    /**
     * Returns when the stream has ended, for whatever reason.
     *
     * @param last the id after which the client wants to know all; null for what happens from now on
     * @throws Problem 503 when there is no room for one more
     */
    void follow(Caller caller, @Nullable UUID last, HttpServletRequest request, HttpServletResponse response) {
        var listener = listeners.open(caller);
        try {
            follow(listener, new Unsent(notifications, caller, last), request, response);
        } catch (IOException | DataAccessException e) {
            // The client has gone, or has to ask again: it knows what it had last.
            LOG.debug("A stream ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listeners.close(listener);
        }
    }

    private void follow(Listener listener, Unsent unsent, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        var events = begin(response);
        long end = System.nanoTime() + longest.toNanos();
        while (!listener.isDismissed() && System.nanoTime() < end && callers.isStill(listener.caller(), request)) {
            if (listener.hasNews(LOOK)) {
                for (var notification : unsent.take()) {
                    events.send(notification.id(), json.writeValueAsString(notification));
                }
            }
            events.beat(HEARTBEAT);
        }
    }

    private static EventWriter begin(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        // nginx would keep it back until a buffer is full.
        response.setHeader("X-Accel-Buffering", "no");
        return EventWriter.begin(response.getOutputStream());
    }
}
