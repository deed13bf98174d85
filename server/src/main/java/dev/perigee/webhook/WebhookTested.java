package dev.perigee.webhook;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import java.util.UUID;

/** Somebody wants to see whether a webhook arrives. Only that one is told of it, whatever it has chosen. */
public record WebhookTested(AccountId account, UserId actor, UUID webhook) implements AccountEvent {

    @Override
    public String name() {
        return "webhook.tested";
    }
}
