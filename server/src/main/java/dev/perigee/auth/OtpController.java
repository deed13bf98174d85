package dev.perigee.auth;

import dev.perigee.factor.CodeGuesses;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OtpController {

    /**
     * What completes a sign-in.
     *
     * @param pendingToken from the answer that asked for a code
     * @param code of the authenticator app, or a backup code
     * @param client as at the first step
     */
    record Code(
            @NotBlank @Size(max = 200) String pendingToken,
            @NotBlank @Size(max = 40) String code,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    private final Otp otp;

    OtpController(Otp otp) {
        this.otp = otp;
    }

    /**
     * Completes a sign-in with the second factor.
     *
     * <p>For the {@code pending_token} of an answer that said {@code otp_required}. It works once, for ten minutes; a
     * wrong code (401 {@code invalid_code}) leaves it good. After five wrong codes in a quarter of an hour no code is
     * taken, from wherever it comes. Open: it checks the pending token itself.
     */
    @PostMapping("/api/auth/otp")
    @Open
    @RateLimit(name = CodeGuesses.LIMIT, network = "30/15m", identifier = "5/15m")
    ResponseEntity<SignedIn> enter(Client client, @Valid @RequestBody Code form) {
        return SignIns.ok(otp.enter(form.pendingToken(), form.code(), form.client(), client));
    }
}
