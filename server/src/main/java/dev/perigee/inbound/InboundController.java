package dev.perigee.inbound;

import dev.perigee.web.Open;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InboundController {

    private final InboundEvents events;

    InboundController(InboundEvents events) {
        this.events = events;
    }

    /**
     * Takes an event of another service, signed by it.
     *
     * <p>It is stored, and processed a little later; the same event sent again is answered the same and processed once.
     * Which headers sign it is the service's affair: the example follows the Standard Webhooks specification. Open:
     * services have no credential of ours, and the signature says who they are.
     */
    @PostMapping("/api/inbound/{provider}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open
    void receive(
            @PathVariable String provider,
            @RequestHeader HttpHeaders headers,
            @RequestBody(required = false) byte @Nullable [] body) {
        events.receive(provider, headers, body == null ? new byte[0] : body);
    }
}
