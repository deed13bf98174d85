package dev.perigee.log;

import dev.perigee.database.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Carries requests to their table off the requests' path: a bounded queue, emptied at least ten times a second. A kill
 * loses what is younger than that, a clean stop nothing; a full queue drops and counts.
 */
class RequestLog extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final int CAPACITY = 10_000;
    private static final int BATCH = 2_000;
    private static final long ROUND_MILLIS = 100;
    private static final int LAST_ATTEMPTS = 10;

    private final BlockingQueue<RequestEntry> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final RequestLogStore store;
    private final Duration retention;

    RequestLog(RequestLogStore store, Duration retention) {
        // Stops after the web server, so that the last requests have their rows.
        super("request-log", 50, Duration.ofSeconds(15));
        this.store = store;
        this.retention = retention;
    }

    /** Never waits. */
    void add(RequestEntry entry) {
        if (!queue.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    @Override
    protected void work() throws InterruptedException {
        var batch = new ArrayList<RequestEntry>(BATCH);
        int attemptsLeft = LAST_ATTEMPTS;
        while (isRunning() || ((!batch.isEmpty() || !queue.isEmpty()) && attemptsLeft > 0)) {
            fill(batch);
            if (write(batch)) {
                batch.clear();
            } else if (!isRunning()) {
                attemptsLeft--;
            }
        }
        if (!batch.isEmpty()) {
            LOG.error("{} request log rows could not be written before the stop", batch.size() + queue.size());
        }
    }

    private void fill(List<RequestEntry> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            var first = queue.poll(ROUND_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                if (isRunning()) {
                    TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS / 2);
                }
            }
        }
        queue.drainTo(batch, BATCH - batch.size());
    }

    private boolean write(List<RequestEntry> batch) throws InterruptedException {
        try {
            if (!batch.isEmpty()) {
                store.write(batch);
            }
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                LOG.warn("{} request log rows were dropped: the queue was full", lost);
            }
            return true;
        } catch (SQLException e) {
            LOG.warn("The request log cannot be written ({}); trying again", e.getMessage());
            TimeUnit.MILLISECONDS.sleep(5 * ROUND_MILLIS);
            mendPartitions();
            return false;
        }
    }

    private void mendPartitions() {
        try {
            store.maintain(retention);
        } catch (SQLException e) {
            LOG.warn("The request log's partitions cannot be kept ({})", e.getMessage());
        }
    }

    @Scheduled(initialDelay = 60, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void maintain() {
        mendPartitions();
    }

    @Override
    public void start() {
        mendPartitions();
        super.start();
    }
}
