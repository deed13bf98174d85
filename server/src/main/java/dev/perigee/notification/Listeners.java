package dev.perigee.notification;

import dev.perigee.database.Notices;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** All who listen on this node. What happens on any node wakes those whose account it happened in. */
@Component
class Listeners implements SmartLifecycle {

    /** Of one session; one more ends the oldest, which may be a tab that nobody has closed. */
    static final int EACH = 5;

    /** Of a node: each holds a connection, of which there are four times as many. */
    private static final int MOST = 2_000;

    private final Set<Listener> all = new LinkedHashSet<>();
    private volatile boolean running;

    Listeners(Notices notices) {
        notices.subscribe(Notifications.NEWS, this::wake, () -> wake(listener -> true));
    }

    /** @throws Problem 503 when this node has no room for one more, or is about to stop */
    synchronized Listener open(Caller caller) {
        if (!running || all.size() >= MOST) {
            throw Problem.overloaded(2);
        }
        var own = of(listener -> listener.caller().credential().equals(caller.credential()));
        own.stream().limit(Math.max(0, own.size() - EACH + 1)).forEach(this::dismiss);
        var listener = new Listener(caller);
        all.add(listener);
        return listener;
    }

    synchronized void close(Listener listener) {
        all.remove(listener);
    }

    private void dismiss(Listener listener) {
        close(listener);
        listener.dismiss();
    }

    private void wake(UUID account) {
        wake(listener -> listener.caller().account().value().equals(account));
    }

    private void wake(Predicate<Listener> which) {
        of(which).forEach(Listener::wake);
    }

    private synchronized List<Listener> of(Predicate<Listener> which) {
        return all.stream().filter(which).toList();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        of(listener -> true).forEach(Listener::dismiss);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server, which waits for requests to end. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
