package dev.perigee.webhook;

import static dev.perigee.web.Permission.DEVELOPER;

import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/webhook/{id}")
class DeliveryController {

    /** @param state only deliveries that are {@code waiting}, {@code delivered} or {@code dead} */
    record DeliveryFilter(
            @Nullable @Pattern(regexp = "waiting|delivered|dead")
            String state) {}

    private final Deliveries deliveries;

    DeliveryController(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    /**
     * Lists a webhook's deliveries of the last 30 days, newest first. Each has its attempts.
     *
     * <p>The parameter {@code state} leaves out all others.
     */
    @GetMapping("/delivery")
    @Verify(permission = DEVELOPER, scope = "webhook.read")
    Page<Delivery> list(
            Caller caller, @PathVariable UUID id, PageQuery page, @Valid @ModelAttribute DeliveryFilter filter) {
        return deliveries.list(caller, id, page, filter.state());
    }

    /** Shows a delivery. It has what is sent, to the letter but for white space. */
    @GetMapping("/delivery/{delivery_id}")
    @Verify(permission = DEVELOPER, scope = "webhook.read")
    Delivery get(Caller caller, @PathVariable UUID id, @PathVariable("delivery_id") UUID delivery) {
        return deliveries.get(caller, id, delivery);
    }

    /**
     * Sends a message once more.
     *
     * <p>Under the same {@code webhook-id}, signed with the secret of now. That it fails does not count against the webhook.
     */
    @PostMapping("/delivery/{delivery_id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Verify(permission = DEVELOPER, scope = "webhook.update")
    @RateLimit(name = Deliveries.LIMIT, identifier = "60/1m")
    Delivery replay(Caller caller, @PathVariable UUID id, @PathVariable("delivery_id") UUID delivery) {
        return deliveries.replay(caller, id, delivery);
    }

    /**
     * Sends a test message, of the type {@code webhook.tested}.
     *
     * <p>It is tried once, and goes the way of every message: the delivery shows what came of it.
     */
    @PostMapping("/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Verify(permission = DEVELOPER, scope = "webhook.update")
    @RateLimit(name = Deliveries.LIMIT, identifier = "60/1m")
    Delivery test(Caller caller, @PathVariable UUID id) {
        return deliveries.test(caller, id);
    }
}
