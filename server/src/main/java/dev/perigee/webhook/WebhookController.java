package dev.perigee.webhook;

import static dev.perigee.web.Permission.DEVELOPER;

import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/webhook")
class WebhookController {

    /**
     * A receiver to be told of events.
     *
     * @param url where it listens; {@code https}, and not in a private network
     * @param events the names of what it is told of, from {@code GET /api/webhook/events}; {@code ["*"]} for all
     * @param description what it is for
     */
    record NewWebhook(
            @NotNull @Size(max = 2000) String url,

            @NotNull @Size(min = 1, max = 100) @Loggable List<@NotNull @Size(max = 100) String> events,

            @Nullable @Size(max = 200) @OneLine @Loggable String description) {

        Webhooks.Wanted wanted() {
            return new Webhooks.Wanted(url, events, Objects.requireNonNullElse(description, ""));
        }
    }

    /** @param paused true: nothing is sent until it is false again; what happens meanwhile waits, a week at most */
    record WebhookChange(
            @Nullable @Size(max = 2000) String url,

            @Nullable @Size(min = 1, max = 100) @Loggable List<@NotNull @Size(max = 100) String> events,

            @Nullable @Size(max = 200) @OneLine @Loggable String description,
            @Nullable @Loggable Boolean paused) {

        Webhooks.Change change() {
            return new Webhooks.Change(url, events, description, paused);
        }
    }

    /** @param overlapHours for how long messages are signed by the secret before as well */
    record SecretRotation(
            @NotNull @Min(0) @Max(168) @Loggable Integer overlapHours) {}

    /** @param type only the event of this name */
    record EventFilter(@Nullable @Size(max = 100) String type) {}

    record EventTypes(List<EventCatalogue.EventType> items) {}

    private final Webhooks webhooks;
    private final EventCatalogue catalogue;

    WebhookController(Webhooks webhooks, EventCatalogue catalogue) {
        this.webhooks = webhooks;
        this.catalogue = catalogue;
    }

    /**
     * Adds a receiver. The answer holds the secret by which it checks what it gets, which is not shown again.
     *
     * <p>It is told of the events that it names, from now on, by the Standard Webhooks specification.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = DEVELOPER, scope = "webhook.create")
    @Idempotent
    Webhook create(Caller caller, @Valid @RequestBody NewWebhook form) {
        return webhooks.add(caller, form.wanted());
    }

    /** Lists the account's webhooks, newest first. Their secrets are not among it. */
    @GetMapping
    @Verify(permission = DEVELOPER, scope = "webhook.read")
    Page<Webhook> list(Caller caller, PageQuery page) {
        return webhooks.list(caller, page);
    }

    /**
     * Lists what a webhook can be told of. Each event has the schema of its message, and an example.
     *
     * <p>The parameter {@code type} leaves out all others.
     */
    @GetMapping("/events")
    @Verify(permission = DEVELOPER, scope = "webhook.read")
    EventTypes events(Caller caller, @Valid @ModelAttribute EventFilter filter) {
        return new EventTypes(catalogue.list(filter.type()));
    }

    /** Shows a webhook. Its state tells whether it works. */
    @GetMapping("/{id}")
    @Verify(permission = DEVELOPER, scope = "webhook.read")
    Webhook get(Caller caller, @PathVariable UUID id) {
        return webhooks.get(caller, id);
    }

    /**
     * Changes where a webhook is, what it is told of, or whether it is paused.
     *
     * <p>Fields that are absent stay as they are. What waits goes to the new address.
     */
    @PatchMapping("/{id}")
    @Verify(permission = DEVELOPER, scope = "webhook.update")
    Webhook update(Caller caller, @PathVariable UUID id, @Valid @RequestBody WebhookChange form) {
        return webhooks.change(caller, id, form.change());
    }

    /** Removes a webhook. Nothing is sent to it any more, not even what waits. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = DEVELOPER, scope = "webhook.delete")
    void delete(Caller caller, @PathVariable UUID id) {
        webhooks.remove(caller, id);
    }

    /**
     * Gives a webhook another secret, which the answer holds.
     *
     * <p>For some hours messages bear a signature by the one before too, so that nothing is refused while you change over.
     */
    @PostMapping("/{id}/rotate")
    @Verify(permission = DEVELOPER, scope = "webhook.update")
    @Idempotent
    Webhook rotate(Caller caller, @PathVariable UUID id, @Valid @RequestBody SecretRotation form) {
        return webhooks.rotate(caller, id, Duration.ofHours(form.overlapHours()));
    }
}
