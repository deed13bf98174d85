package dev.perigee.log;

import dev.perigee.database.CacheSize;
import dev.perigee.database.Worker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries requests to their table off the requests' path: a bounded queue, emptied at least ten times a second. A kill
 * loses what is younger than that, a clean stop nothing. A full queue slows who adds to it for as long as rows leave, so
 * that a load which is heavier than the table bears loses none; when none leave it drops and counts.
 */
class RequestLog extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    /** Some seconds of the heaviest load, for as long as a disk may make its database wait; fewer in a small heap. */
    private static final int CAPACITY = (int) CacheSize.of(100_000, 600);

    private static final int BATCH = 2_000;
    private static final long ROUND_MILLIS = 100;
    private static final int LAST_ATTEMPTS = 10;
    private static final long SETTLE_NANOS = Duration.ofMillis(10).toNanos();

    /** How long a request waits for room. */
    private static final long WAIT_MILLIS = 1_000;

    /** For how long after the last row left anybody waits. */
    private static final long FLOWS_NANOS = Duration.ofSeconds(5).toNanos();

    private final BlockingQueue<RequestEntry> queue;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final RequestLogStore store;
    private final RequestLogPartitions partitions;
    private volatile long wrote = System.nanoTime();

    RequestLog(RequestLogStore store, RequestLogPartitions partitions) {
        this(store, partitions, CAPACITY);
    }

    RequestLog(RequestLogStore store, RequestLogPartitions partitions, int capacity) {
        // Stops after the web server, so that the last requests have their rows.
        super("request-log", 50, Duration.ofSeconds(4));
        this.store = store;
        this.partitions = partitions;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Waits for room, a second at most, and only while rows leave. */
    void add(RequestEntry entry) {
        if (queue.offer(entry) || isAddedLater(entry)) {
            added.incrementAndGet();
        } else {
            dropped.incrementAndGet();
        }
    }

    /** Waits until the rows that were added so far are written, a second at most. */
    void settle() {
        long until = added.get();
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (settled.get() < until && System.nanoTime() < end) {
            LockSupport.parkNanos(SETTLE_NANOS);
        }
    }

    private boolean isAddedLater(RequestEntry entry) {
        try {
            return System.nanoTime() - wrote < FLOWS_NANOS && queue.offer(entry, WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    protected void work() throws InterruptedException {
        var batch = new ArrayList<RequestEntry>(BATCH);
        int attemptsLeft = LAST_ATTEMPTS;
        while (isRunning() || ((!batch.isEmpty() || !queue.isEmpty()) && attemptsLeft > 0)) {
            fill(batch);
            int rows = batch.size();
            if (write(batch)) {
                settled.addAndGet(rows);
                batch.clear();
            } else if (!isRunning()) {
                attemptsLeft--;
            }
        }
        if (!batch.isEmpty()) {
            LOG.error("{} request log rows could not be written before the stop", batch.size() + queue.size());
        }
        reportDrops();
    }

    private void fill(List<RequestEntry> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            var first = queue.poll(ROUND_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                if (isRunning() && queue.size() < BATCH) {
                    // A batch costs a round trip. Under a load that fills one meanwhile, a pause would lose rows.
                    TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS / 2);
                }
            }
        }
        queue.drainTo(batch, BATCH - batch.size());
    }

    private boolean write(List<RequestEntry> batch) throws InterruptedException {
        reportDrops();
        if (batch.isEmpty()) {
            return true;
        }
        try {
            store.write(batch);
            wrote = System.nanoTime();
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The request log cannot be written ({}); trying again", e.getMessage());
            partitions.mend();
            if (isAboutTheRows(e) && writeOneByOne(batch)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(5 * ROUND_MILLIS);
            return false;
        }
    }

    /**
     * Data exceptions and broken constraints (SQLSTATE classes 22 and 23) come again however often one tries, and so does
     * a value that fails when it is to become text.
     */
    private static boolean isAboutTheRows(Exception e) {
        if (e instanceof SQLException sql) {
            String state = String.valueOf(sql.getSQLState());
            return state.startsWith("22") || state.startsWith("23");
        }
        return true;
    }

    /** One row that the table refuses must not keep the others out. Whether all are done; the batch keeps the rest. */
    private boolean writeOneByOne(List<RequestEntry> batch) {
        while (!batch.isEmpty()) {
            try {
                store.write(List.of(batch.getFirst()));
            } catch (SQLException | RuntimeException e) {
                if (!isAboutTheRows(e)) {
                    return false;
                }
                dropped.incrementAndGet();
            }
            batch.removeFirst();
        }
        return true;
    }

    private void reportDrops() {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.warn("{} request log rows were dropped: the queue was full, or the table refused them", lost);
        }
    }
}
