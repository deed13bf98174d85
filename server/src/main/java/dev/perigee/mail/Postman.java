package dev.perigee.mail;

import dev.perigee.database.Worker;
import dev.perigee.secret.Vault;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes mails from the outbox to the {@link Mailer}. A mail is taken under a lease: when a node dies over it, another
 * takes it up, under the same id. Failures wait from 5 s to 15 min between attempts, for three days.
 */
@Component
class Postman extends Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int ATTEMPTS = 300;
    private static final long FIRST_WAIT_MILLIS = 5_000;
    private static final long LONGEST_WAIT_MILLIS = 15 * 60_000;
    private static final long NOTE_MILLIS = 250;

    private final MailStore store;
    private final Mailer mailer;
    private final Vault vault;
    private final JsonMapper json;
    private final Duration lease;
    private final Semaphore news = new Semaphore(0);

    Postman(MailStore store, Mailer mailer, Vault vault, JsonMapper json, MailSettings settings) {
        super("postman", 100, Duration.ofSeconds(3));
        this.store = store;
        this.mailer = mailer;
        this.vault = vault;
        this.json = json;
        this.lease = settings.lease();
    }

    /** There is new mail: do not wait for the next round. */
    void wake() {
        news.release();
    }

    @Override
    protected void work() throws InterruptedException {
        while (isRunning()) {
            if (!round() && news.tryAcquire(1, TimeUnit.SECONDS)) {
                news.drainPermits();
            }
        }
    }

    @Override
    protected void wakeUp() {
        wake();
    }

    /** Takes one mail, so that its lease is for it alone; false when there was none. */
    private boolean round() throws InterruptedException {
        if (mailer instanceof NoMailer) {
            return false;
        }
        try {
            var mail = store.claim(lease);
            if (mail.isPresent()) {
                deliver(mail.get());
            }
            return mail.isPresent();
        } catch (DataAccessException e) {
            LOG.warn(
                    "The outbox cannot be read ({}); trying again",
                    e.getMostSpecificCause().getMessage());
            TimeUnit.SECONDS.sleep(1);
            return false;
        }
    }

    private void deliver(MailStore.Waiting waiting) throws InterruptedException {
        if (waiting.expired()) {
            note(() -> store.end(waiting.id(), "expired", null));
            return;
        }
        Runnable outcome;
        try (var _ = new Hold(store, waiting.id(), lease)) {
            outcome = attempt(waiting);
        }
        note(outcome);
    }

    /** Sends the mail, and returns how to note what became of it. */
    private Runnable attempt(MailStore.Waiting waiting) {
        try {
            String text = vault.open(MailStore.place(waiting.id()), waiting.text());
            mailer.send(json.readValue(text, Mail.class));
            return () -> store.end(waiting.id(), "sent", null);
        } catch (MailNotSentException e) {
            return failure(waiting, String.valueOf(e.getMessage()), e.hopeless());
        } catch (DataAccessException e) {
            // The development mailbox is a table.
            throw e;
        } catch (RuntimeException e) {
            LOG.error("A mail cannot be prepared for sending: {}", waiting.id(), e);
            return failure(waiting, e.getClass().getSimpleName(), false);
        }
    }

    private Runnable failure(MailStore.Waiting waiting, String reason, boolean hopeless) {
        if (hopeless || waiting.attempts() >= ATTEMPTS) {
            LOG.error("Mail {} is given up: {}", waiting.id(), reason);
            return () -> store.end(waiting.id(), "dead", reason);
        }
        LOG.warn("Mail {} waits for another attempt: {}", waiting.id(), reason);
        return () -> store.retry(waiting.id(), wait(waiting.attempts()), reason);
    }

    /** A mail that left and is not noted as sent would leave again, so the database is asked until it takes the note. */
    private void note(Runnable outcome) throws InterruptedException {
        while (true) {
            try {
                outcome.run();
                return;
            } catch (DataAccessException e) {
                if (!isRunning()) {
                    throw e;
                }
                LOG.warn(
                        "What became of a mail cannot be noted ({}); trying again",
                        e.getMostSpecificCause().getMessage());
                TimeUnit.MILLISECONDS.sleep(NOTE_MILLIS);
            }
        }
    }

    private static Duration wait(int attempts) {
        long wait = Math.min(FIRST_WAIT_MILLIS << Math.min(attempts - 1, 10), LONGEST_WAIT_MILLIS);
        return Duration.ofMillis(wait - ThreadLocalRandom.current().nextLong(wait / 4));
    }
}
