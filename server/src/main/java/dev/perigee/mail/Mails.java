package dev.perigee.mail;

import dev.perigee.database.Ids;
import dev.perigee.secret.Sealed;
import dev.perigee.secret.Vault;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Writes letters into the outbox; the {@link Postman} takes them from there. */
@Component
public class Mails {

    private final MailComposer composer;
    private final MailStore store;
    private final MailBounds bounds;
    private final Vault vault;
    private final JsonMapper json;
    private final Postman postman;

    Mails(MailComposer composer, MailStore store, MailBounds bounds, Vault vault, JsonMapper json, Postman postman) {
        this.composer = composer;
        this.store = store;
        this.bounds = bounds;
        this.vault = vault;
        this.json = json;
        this.postman = postman;
    }

    /** Forgets every mail of the outbox to somebody who is being erased, sent or not. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(EmailAddress recipient) {
        store.deleteAll(recipient.value());
    }

    /**
     * Whether a mail of the kind would reach the address now; if so it does until the transaction ends, for the address
     * is locked. To be asked before a link that was mailed earlier is voided: otherwise whoever asks too often takes the
     * last one away.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean hasRoom(EmailAddress to, String kind) {
        return bounds.allow(to, kind);
    }

    /**
     * Does the work of {@link #send} and sends nothing, so that time does not tell whether somebody is known. The mail is
     * written and taken back: a transaction that changed nothing would not have to wait for the disk.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void pretend(Letter letter) {
        bounds.allow(letter.to(), letter.kind());
        store.delete(write(letter));
    }

    /**
     * Sends the letter if, and only if, the current transaction commits. What is more than an address may get is not sent,
     * after the same work. Locks the address, so of two letters the one to the smaller address comes first.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void send(Letter letter) {
        boolean allowed = bounds.allow(letter.to(), letter.kind());
        UUID id = write(letter);
        if (allowed) {
            wakeAfterCommit();
        } else {
            store.delete(id);
        }
    }

    private UUID write(Letter letter) {
        var mail = composer.compose(Ids.next(), letter);
        Sealed sealed = vault.seal(MailStore.place(mail.id()), json.writeValueAsString(mail));
        store.add(mail.id(), mail.to(), letter.kind(), sealed, letter.expires());
        return mail.id();
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                postman.wake();
            }
        });
    }
}
