package dev.perigee.inbound;

import dev.perigee.database.Waits;
import dev.perigee.database.Worker;
import dev.perigee.secret.Vault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Processes what was stored, a few at once, so that one that takes long holds up few others. One that fails waits, ever
 * longer, and lets the others pass; after the last of its attempts it is parked.
 */
@Component
class Processor extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Processor.class);

    /** Each holds a connection to the database. */
    private static final int AT_ONCE = 4;

    private final WebhookProviders providers;
    private final InboundEventStore store;
    private final Vault vault;
    private final TransactionOperations transactions;
    private final Duration lease;
    private final Waits waits;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore room = new Semaphore(AT_ONCE);

    Processor(
            WebhookProviders providers,
            InboundEventStore store,
            Vault vault,
            TransactionOperations transactions,
            InboundSettings settings) {
        super("inbound", 100, Duration.ofSeconds(5));
        this.providers = providers;
        this.store = store;
        this.vault = vault;
        this.transactions = transactions;
        this.lease = settings.lease();
        this.waits = new Waits(settings.waits());
    }

    /** There is something to process. */
    void wake() {
        news.release();
    }

    /** Without a provider there is nothing to do, ever. */
    @Override
    public void start() {
        if (!providers.names().isEmpty()) {
            super.start();
        }
    }

    @Override
    protected void wakeUp() {
        wake();
    }

    @Override
    protected void work() throws InterruptedException {
        while (isRunning()) {
            room.acquire();
            var taken = take();
            taken.ifPresentOrElse(this::begin, room::release);
            if (taken.isEmpty() && news.tryAcquire(1, TimeUnit.SECONDS)) {
                news.drainPermits();
            }
        }
        room.acquire(AT_ONCE);
        room.release(AT_ONCE);
    }

    private Optional<InboundEventStore.Taken> take() {
        try {
            return store.take(providers.names(), lease);
        } catch (DataAccessException e) {
            LOG.warn(
                    "What came in cannot be read ({}); trying again",
                    e.getMostSpecificCause().getMessage());
            return Optional.empty();
        }
    }

    private void begin(InboundEventStore.Taken taken) {
        Thread.ofVirtual().name("inbound-" + taken.id()).start(() -> {
            try {
                process(taken);
            } catch (RuntimeException e) {
                // Its lease ends, and then it is taken again.
                LOG.warn("What became of {} of {} is not known: {}", taken.event(), taken.provider(), e.toString());
            } finally {
                room.release();
                wake();
            }
        });
    }

    private void process(InboundEventStore.Taken taken) {
        if (taken.attempts() > waits.attempts()) {
            // No attempt before has come to an end: it may be what ends the process each time.
            park(taken, "NeverEnded");
            return;
        }
        try {
            transactions.executeWithoutResult(transaction -> processOnce(taken));
        } catch (RuntimeException e) {
            fail(taken, e);
        }
    }

    /** Its end comes first: from then on no other node takes it, however long it lasts. */
    private void processOnce(InboundEventStore.Taken taken) {
        if (store.end(taken.id())) {
            byte[] body = vault.openBytes(InboundEventStore.place(taken.id()), taken.body());
            providers.find(taken.provider()).orElseThrow().process(taken.event(), body);
        }
    }

    private void fail(InboundEventStore.Taken taken, RuntimeException reason) {
        LOG.warn("{} of {} could not be processed", taken.event(), taken.provider(), reason);
        String error = reason.getClass().getSimpleName();
        waits.after(taken.attempts())
                .ifPresentOrElse(wait -> store.retry(taken.id(), wait, error), () -> park(taken, error));
    }

    private void park(InboundEventStore.Taken taken, String error) {
        LOG.error("{} of {} is parked after {} attempts", taken.event(), taken.provider(), taken.attempts());
        store.park(taken.id(), error);
    }
}
