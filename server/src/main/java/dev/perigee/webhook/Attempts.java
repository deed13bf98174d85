package dev.perigee.webhook;

import dev.perigee.database.Tenancy;
import dev.perigee.database.Waits;
import dev.perigee.secret.Vault;
import dev.perigee.secret.WebhookSignature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Sends a delivery once, and notes what came of it: for the delivery, and for the health of its webhook. */
@Component
class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int GONE = 410;

    private final DeliveryStore deliveries;
    private final WebhookStore webhooks;
    private final Courier courier;
    private final Vault vault;
    private final Tenancy tenancy;
    private final WebhookMails mails;
    private final TransactionOperations transactions;
    private final WebhookSettings settings;
    private final Waits waits;
    private final Clock clock;

    Attempts(
            DeliveryStore deliveries,
            WebhookStore webhooks,
            Courier courier,
            Vault vault,
            Tenancy tenancy,
            WebhookMails mails,
            TransactionOperations transactions,
            WebhookSettings settings,
            Clock clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.courier = courier;
        this.vault = vault;
        this.tenancy = tenancy;
        this.mails = mails;
        this.transactions = transactions;
        this.settings = settings;
        this.waits = new Waits(settings.waits());
        this.clock = clock;
    }

    void make(DeliveryStore.Taken delivery) {
        var now = clock.instant();
        var result = send(delivery, now);
        var attempt = new Delivery.Attempt(now, result.status());
        transactions.executeWithoutResult(transaction -> {
            tenancy.enter(delivery.account(), null);
            note(delivery, attempt, result.delivered());
        });
    }

    private Courier.Result send(DeliveryStore.Taken delivery, Instant now) {
        String place = Webhooks.place(delivery.account(), delivery.webhook());
        var secrets = delivery.secrets().stream()
                .map(secret -> vault.open(place, secret))
                .toList();
        return courier.post(
                URI.create(delivery.url()),
                WebhookSignature.headers(delivery.message(), now, delivery.payload(), secrets),
                delivery.payload().getBytes(StandardCharsets.UTF_8));
    }

    private void note(DeliveryStore.Taken delivery, Delivery.Attempt attempt, boolean delivered) {
        boolean counts = Deliveries.EVENT.equals(delivery.kind());
        if (delivered) {
            deliveries.end(delivery.account(), delivery.id(), "delivered", attempt);
            webhooks.recovered(delivery.account(), delivery.webhook());
            return;
        }
        boolean gone = counts && attempt.status() != null && attempt.status() == GONE;
        var wait = waits.after(delivery.attempts());
        if (gone || Deliveries.TEST.equals(delivery.kind()) || wait.isEmpty()) {
            LOG.warn("The delivery {} is given up after {} attempts", delivery.id(), delivery.attempts());
            deliveries.end(delivery.account(), delivery.id(), "dead", attempt);
        } else {
            deliveries.retry(delivery.account(), delivery.id(), wait.get(), attempt);
        }
        if (counts) {
            judge(delivery, gone);
        }
    }

    /** A receiver that is gone, or has not worked for days, is left alone, and its owners hear of it. */
    private void judge(DeliveryStore.Taken delivery, boolean gone) {
        var since = webhooks.failed(
                delivery.account(), delivery.webhook(), settings.patience(), settings.rest(), settings.longestRest());
        boolean tooLong = since.filter(time -> !time.plus(settings.giveUp()).isAfter(clock.instant()))
                .isPresent();
        if ((gone || tooLong) && webhooks.pause(delivery.account(), delivery.webhook(), gone ? "gone" : "failing")) {
            mails.paused(delivery.account(), delivery.url(), gone);
        }
    }
}
