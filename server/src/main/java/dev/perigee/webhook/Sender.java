package dev.perigee.webhook;

import dev.perigee.database.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes deliveries from the outbox and sends each in a thread of its own. How many are on their way is bounded for each
 * webhook and in all, so that receivers that hang delay nobody else's messages and no request.
 */
@Component
class Sender extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    /** One that hangs keeps a thread and a socket for {@code perigee.webhook.timeout}: room for two each of a thousand. */
    private static final int MOST = 2_048;

    private static final int AT_ONCE = 256;
    private static final UUID START = new UUID(0, 0);

    private final DeliveryStore store;
    private final Attempts attempts;
    private final Duration lease;
    private final Semaphore news = new Semaphore(0);
    private final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
    private final AtomicInteger underway = new AtomicInteger();
    private UUID after = START;

    Sender(DeliveryStore store, Attempts attempts, WebhookSettings settings) {
        super("webhooks", 100, Duration.ofSeconds(5));
        this.store = store;
        this.attempts = attempts;
        this.lease = settings.lease();
    }

    /** There will be something to send once the current transaction has committed. */
    void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                news.release();
            }
        });
    }

    @Override
    protected void wakeUp() {
        news.release();
    }

    @Override
    protected void work() throws InterruptedException {
        while (isRunning()) {
            if (!round() && news.tryAcquire(1, TimeUnit.SECONDS)) {
                news.drainPermits();
            }
        }
        awaitUnderway();
    }

    /** What is under way at a stop is noted while there is a database, or it would be sent again. */
    private void awaitUnderway() throws InterruptedException {
        while (underway.get() > 0) {
            news.acquire();
        }
    }

    /** False when there was nothing to take, among all webhooks. */
    private boolean round() throws InterruptedException {
        int room = Math.min(AT_ONCE, MOST - underway.get());
        if (room <= 0) {
            return false;
        }
        try {
            boolean fromStart = after.equals(START);
            var taken = store.take(after, Map.copyOf(busy), room, lease);
            taken.forEach(this::begin);
            after = taken.size() < room ? START : taken.getLast().webhook();
            return !taken.isEmpty() || !fromStart;
        } catch (DataAccessException e) {
            LOG.warn(
                    "The outbox of webhooks cannot be read ({}); trying again",
                    e.getMostSpecificCause().getMessage());
            TimeUnit.SECONDS.sleep(1);
            return false;
        }
    }

    private void begin(DeliveryStore.Taken delivery) {
        underway.incrementAndGet();
        busy.merge(delivery.webhook(), 1, Integer::sum);
        Thread.ofVirtual().name("webhook-" + delivery.id()).start(() -> send(delivery));
    }

    private void send(DeliveryStore.Taken delivery) {
        try {
            attempts.make(delivery);
        } catch (RuntimeException e) {
            // Its lease ends, and then it is taken again.
            LOG.warn("What became of the delivery {} is not known: {}", delivery.id(), e.toString());
        } finally {
            busy.computeIfPresent(delivery.webhook(), (webhook, number) -> number == 1 ? null : number - 1);
            underway.decrementAndGet();
            news.release();
        }
    }
}
