package dev.perigee.mail;

import dev.perigee.database.Ids;
import dev.perigee.secret.Sealed;
import dev.perigee.secret.Vault;
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
    private final Vault vault;
    private final JsonMapper json;
    private final Postman postman;

    Mails(MailComposer composer, MailStore store, Vault vault, JsonMapper json, Postman postman) {
        this.composer = composer;
        this.store = store;
        this.vault = vault;
        this.json = json;
        this.postman = postman;
    }

    /** Forgets every mail of the outbox to somebody who is being erased, sent or not. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(EmailAddress recipient) {
        store.deleteAll(recipient.value());
    }

    /** Sends the letter if, and only if, the current transaction commits. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void send(Letter letter) {
        var mail = composer.compose(Ids.next(), letter);
        Sealed sealed = vault.seal(MailStore.place(mail.id()), json.writeValueAsString(mail));
        store.add(mail.id(), mail.to(), letter.kind(), sealed, letter.expires());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                postman.wake();
            }
        });
    }
}
