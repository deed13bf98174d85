package dev.perigee.database;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread that works while the application runs, and starts and stops in its turn among the other parts. */
public abstract class Worker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final int phase;
    private final Duration patience;
    private volatile boolean running;
    private @Nullable Thread thread;

    /**
     * Names the thread and its turn.
     *
     * @param phase higher starts later and stops earlier; the web server's is far above all of ours
     * @param patience how long a stop waits for the work to end
     */
    protected Worker(String name, int phase, Duration patience) {
        this.name = name;
        this.phase = phase;
        this.patience = patience;
    }

    /** Works until {@link #isRunning} turns false. */
    protected abstract void work() throws InterruptedException;

    /** Runs when the stop begins: wakes work that waits. */
    protected void wakeUp() {}

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** What nobody foresaw must not end the work for good while everything else goes on. */
    private void run() {
        do {
            try {
                work();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("{} failed and begins again", name, e);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } while (running);
    }

    @Override
    public void stop() {
        running = false;
        wakeUp();
        if (thread != null) {
            try {
                thread.join(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
