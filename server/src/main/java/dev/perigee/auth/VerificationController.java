package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.account.SignUpCookie;
import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/verify")
class VerificationController {

    record Confirmation(
            @NotBlank @Size(max = 200) String token,
            @Nullable @Password String password,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    private final Verification verification;

    VerificationController(Verification verification) {
        this.verification = verification;
    }

    /**
     * Confirms an address with the token from the mail, and signs in.
     *
     * <p>In the browser that signed up the token is enough; anywhere else the password chosen at sign-up is needed too
     * (422 {@code password_required}). A token works once; a used or expired one answers 410 {@code link_spent}. Open:
     * it checks the mailed token itself.
     */
    @PostMapping
    @Open
    @RateLimit(name = Verification.LIMIT, network = "30/10m", identifier = "5/15m")
    ResponseEntity<SignedIn> confirm(
            Client client,
            @CookieValue(name = SignUpCookie.NAME, required = false) @Nullable String nonce,
            @Valid @RequestBody Confirmation form) {
        return SignIns.ok(verification.verify(form.token(), form.password(), form.client(), nonce, client));
    }

    /**
     * Mails the confirmation again.
     *
     * <p>Every link that was mailed goes on working until one is used.
     */
    @PostMapping("/request")
    @Verify(permission = USER, unverified = true)
    @RateLimit(name = Verification.REQUEST_LIMIT, network = "30/1h", identifier = "5/1h")
    ResponseEntity<Void> request(Caller caller) {
        return SignUpCookie.accepted(verification.again(caller));
    }
}
