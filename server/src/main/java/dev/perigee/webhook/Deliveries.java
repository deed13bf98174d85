package dev.perigee.webhook;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.event.EventPayload;
import dev.perigee.user.Traces;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is told to the webhooks of an account. The rows are written in the transaction of the event: it is told if, and only
 * if, it has happened. {@link Sender} takes them from there.
 */
@Component
class Deliveries implements Traces {

    static final String LIMIT = "webhookreplay";
    static final String EVENT = "event";
    static final String REPLAY = "replay";
    static final String TEST = "test";

    private final DeliveryStore store;
    private final MessageStore messages;
    private final WebhookStore webhooks;
    private final Sender sender;
    private final RateLimits limits;
    private final TransactionOperations transactions;
    private final Audit audit;
    private final Tenancy tenancy;
    private final JsonMapper json;
    private final Clock clock;

    Deliveries(
            DeliveryStore store,
            MessageStore messages,
            WebhookStore webhooks,
            Sender sender,
            RateLimits limits,
            TransactionOperations transactions,
            Audit audit,
            Tenancy tenancy,
            JsonMapper json,
            Clock clock) {
        this.store = store;
        this.messages = messages;
        this.webhooks = webhooks;
        this.sender = sender;
        this.limits = limits;
        this.transactions = transactions;
        this.audit = audit;
        this.tenancy = tenancy;
        this.json = json;
        this.clock = clock;
    }

    /** Hears of every event of every feature, those not yet written too. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(AccountEvent event) {
        tell(event, webhooks.wanting(event.account(), event.name()), EVENT);
    }

    private List<DeliveryStore.NewDelivery> tell(AccountEvent event, List<UUID> receivers, String kind) {
        if (receivers.isEmpty()) {
            return List.of();
        }
        var message = Ids.next();
        String payload = json.writeValueAsString(EventPayload.of(event, clock.instant(), json));
        messages.add(event.account(), message, event.name(), payload);
        var all = receivers.stream()
                .map(webhook -> new DeliveryStore.NewDelivery(Ids.next(), message, webhook, kind))
                .toList();
        add(event.account(), all);
        return all;
    }

    private void add(AccountId account, List<DeliveryStore.NewDelivery> deliveries) {
        store.add(account, deliveries);
        sender.wakeAfterCommit();
    }

    /** The transaction goes on as that person. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UserId user) {
        tenancy.enter(user);
        messages.forget();
    }

    /** @throws Problem 404 */
    @Transactional(readOnly = true)
    Page<Delivery> list(Caller caller, UUID webhook, PageQuery page, @Nullable String state) {
        var _ = webhook(caller, webhook);
        return Page.of(page, store.list(caller.account(), webhook, page, state), Delivery::id);
    }

    /** @throws Problem 404 */
    @Transactional(readOnly = true)
    Delivery get(Caller caller, UUID webhook, UUID id) {
        var _ = webhook(caller, webhook);
        return store.find(caller.account(), webhook, id).orElseThrow(Problem::notFound);
    }

    /**
     * Sends the same message again, under its id.
     *
     * @throws Problem 404; 429
     */
    Delivery replay(Caller caller, UUID webhook, UUID id) {
        limits.takeIdentifier(LIMIT, caller.account().toString());
        return Objects.requireNonNull(transactions.execute(transaction -> sendAgain(caller, webhook, id)));
    }

    private Delivery sendAgain(Caller caller, UUID webhook, UUID id) {
        var _ = webhook(caller, webhook);
        var before = get(caller, webhook, id);
        var again = new DeliveryStore.NewDelivery(Ids.next(), before.messageId(), webhook, REPLAY);
        add(caller.account(), List.of(again));
        audit.note(caller, about("webhook.replayed", webhook));
        return get(caller, webhook, again.id());
    }

    /** @throws Problem 404; 429 */
    Delivery test(Caller caller, UUID webhook) {
        limits.takeIdentifier(LIMIT, caller.account().toString());
        return Objects.requireNonNull(transactions.execute(transaction -> sendTest(caller, webhook)));
    }

    private Delivery sendTest(Caller caller, UUID webhook) {
        var _ = webhook(caller, webhook);
        var event = new WebhookTested(caller.account(), caller.user(), webhook);
        var test = tell(event, List.of(webhook), TEST).getFirst();
        audit.note(caller, about("webhook.tested", webhook));
        return get(caller, webhook, test.id());
    }

    private Webhook webhook(Caller caller, UUID webhook) {
        return webhooks.find(caller.account(), webhook).orElseThrow(Problem::notFound);
    }

    private static Entry about(String action, UUID webhook) {
        return Entry.of(action).about("webhook", webhook);
    }
}
