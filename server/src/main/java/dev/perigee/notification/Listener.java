package dev.perigee.notification;

import dev.perigee.web.Caller;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Somebody who waits for news at the end of a stream. */
final class Listener {

    private final Caller caller;
    private final Semaphore news = new Semaphore(1);
    private volatile boolean dismissed;

    Listener(Caller caller) {
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    /** There may be something to read. */
    void wake() {
        news.release();
    }

    /** Its stream is to end now. */
    void dismiss() {
        dismissed = true;
        wake();
    }

    boolean isDismissed() {
        return dismissed;
    }

    /** Waits for news, so long and no longer; the first time there is reason to look at once. */
    boolean hasNews(Duration patience) throws InterruptedException {
        boolean woken = news.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
        return woken;
    }
}
