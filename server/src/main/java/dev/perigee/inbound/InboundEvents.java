package dev.perigee.inbound;

import dev.perigee.database.Ids;
import dev.perigee.secret.Vault;
import dev.perigee.web.Problem;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes what services send: verified first, then stored, and answered as soon as it is. {@link Processor} does the rest. */
@Component
class InboundEvents {

    private static final Logger LOG = LoggerFactory.getLogger(InboundEvents.class);

    private final WebhookProviders providers;
    private final InboundEventStore store;
    private final Processor processor;
    private final Vault vault;
    private final Clock clock;

    InboundEvents(WebhookProviders providers, InboundEventStore store, Processor processor, Vault vault, Clock clock) {
        this.providers = providers;
        this.store = store;
        this.processor = processor;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Stores an event, unless it is there already.
     *
     * @throws Problem 404 for a provider that nobody knows, 400 {@code signature_invalid} for what it did not send
     */
    void receive(String name, HttpHeaders headers, byte[] body) {
        var provider = providers.find(name).orElseThrow(Problem::notFound);
        var event = verified(provider, headers, body)
                .orElseThrow(() -> Problem.of(HttpStatus.BAD_REQUEST, "signature_invalid"));
        var id = Ids.next();
        store.add(id, name, event, vault.seal(InboundEventStore.place(id), body));
        processor.wake();
    }

    /** A provider that stumbles over what it was sent has not verified it. */
    private Optional<WebhookProvider.Event> verified(WebhookProvider provider, HttpHeaders headers, byte[] body) {
        try {
            return provider.verify(headers, body, clock.instant()).filter(WebhookProvider.Event::isNamed);
        } catch (RuntimeException e) {
            LOG.warn("{} cannot verify what it was sent: {}", provider.name(), e.toString());
            return Optional.empty();
        }
    }
}
