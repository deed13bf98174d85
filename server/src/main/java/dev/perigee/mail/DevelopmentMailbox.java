package dev.perigee.mail;

import dev.perigee.secret.Sealed;
import dev.perigee.secret.Vault;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Takes all mail in when there is nobody to carry it: developers read it at {@code /dev/mail}. */
class DevelopmentMailbox implements Mailer {

    /** A mail as the mailbox shows it. */
    record Message(
            UUID id,
            String to,
            String from,
            String subject,
            String text,
            String html,
            List<String> links,
            Instant sentAt) {}

    private final MailboxStore store;
    private final Vault vault;
    private final JsonMapper json;
    private final String from;
    private final Clock clock;

    DevelopmentMailbox(MailboxStore store, Vault vault, JsonMapper json, String from, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.json = json;
        this.from = from;
        this.clock = clock;
    }

    @Override
    public void send(Mail mail) {
        var message = new Message(
                mail.id(), mail.to(), from, mail.subject(), mail.text(), mail.html(), mail.links(), clock.instant());
        Sealed sealed = vault.seal(MailStore.place(mail.id()), json.writeValueAsString(message));
        store.add(mail.id(), mail.to(), sealed, message.sentAt());
    }

    List<Message> list(@Nullable String to) {
        return store.list(to).stream().map(this::open).toList();
    }

    Optional<Message> find(UUID id) {
        return store.find(id).map(this::open);
    }

    void empty() {
        store.empty();
    }

    private Message open(MailboxStore.Kept row) {
        return json.readValue(vault.open(MailStore.place(row.id()), row.text()), Message.class);
    }
}
