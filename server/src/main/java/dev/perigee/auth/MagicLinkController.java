package dev.perigee.auth;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth/magic")
class MagicLinkController {

    record MagicRequest(@NotNull @Address String email) {}

    record MagicToken(
            @NotBlank @Size(max = 200) String token,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    private final MagicLinks links;

    MagicLinkController(MagicLinks links) {
        this.links = links;
    }

    /**
     * Mails a sign-in link.
     *
     * <p>It works once, for ten minutes; a later one takes its place. Answers alike whether the address is known or
     * not. Open: nobody has a session before it.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open
    @RateLimit(name = MagicLinks.LIMIT, network = "30/1h", identifier = "3/15m")
    void request(Client client, @Valid @RequestBody MagicRequest form) {
        links.request(EmailAddress.of(form.email()), client.locale());
    }

    /**
     * Signs in with the token from the mail.
     *
     * <p>Also the way back in after a blocked sign-in: it lets you sign in by password again. A used, expired or
     * replaced token answers 410 {@code link_spent}. Open: it checks the mailed token itself.
     */
    @PostMapping("/verify")
    @Open
    @RateLimit(name = "magicverify", network = "30/10m")
    ResponseEntity<SignedIn> verify(Client client, @Valid @RequestBody MagicToken form) {
        return SignIns.ok(links.enter(form.token(), form.client(), client));
    }
}
