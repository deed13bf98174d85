package dev.perigee.mail;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;

/**
 * Renews the lease of a mail for as long as this node works on it, so that no other sends it too however long the mail
 * server takes.
 */
final class Hold implements AutoCloseable {

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread renewing;

    Hold(MailStore store, UUID mail, Duration lease) {
        renewing = Thread.ofVirtual().name("mail-lease").start(() -> renew(store, mail, lease));
    }

    private void renew(MailStore store, UUID mail, Duration lease) {
        try {
            while (!over.await(lease.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                try {
                    store.renew(mail, lease);
                } catch (DataAccessException e) {
                    // Where the lease cannot be renewed, nobody can take it either; the next time may do better.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when nothing will be renewed any more: what is noted afterwards stands. */
    @Override
    public void close() {
        over.countDown();
        try {
            renewing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
