package dev.perigee.social;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/social")
class IdentityController {

    record IdentityList(List<Identity> items) {}

    private final Identities identities;
    private final Departures departures;

    IdentityController(Identities identities, Departures departures) {
        this.identities = identities;
        this.departures = departures;
    }

    /** Lists the networks that vouch for you. The newest comes first. */
    @GetMapping
    @Verify(permission = USER, anywhere = true)
    IdentityList list(Caller caller) {
        return new IdentityList(identities.list(caller));
    }

    /**
     * Begins to link a network to you.
     *
     * <p>The browser that asked goes to the {@code url} and comes back to {@code /account/profile#linked=…}, or with
     * {@code #error=…} where the identity lets somebody else in ({@code identity_taken}). It counts while the session that
     * asked is alive. A mail tells of it.
     */
    @PostMapping("/{network}/link")
    @Verify(permission = USER, anywhere = true)
    @StepUp
    @RateLimit(name = "social", network = "60/10m")
    ResponseEntity<SocialController.Way> begin(Caller caller, @PathVariable String network) {
        return SocialController.Way.to(departures.link(caller, network));
    }

    /**
     * Unlinks a network from you.
     *
     * <p>409 {@code last_way_in} when you would have no password, no passkey and no other network to sign in by. A mail
     * tells of it.
     */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    @StepUp
    void delete(Caller caller, @PathVariable UUID id) {
        identities.unlink(caller, id);
    }
}
