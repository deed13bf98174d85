package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StepUpController {

    /**
     * Who you are, proved again.
     *
     * @param password for whoever has no second factor
     * @param code of the authenticator app, or a backup code
     */
    record Proof(
            @Nullable @Password String password,
            @Nullable @Size(max = 40) String code) {}

    private final FreshProof proof;

    StepUpController(FreshProof proof) {
        this.proof = proof;
    }

    /**
     * Proves again who you are.
     *
     * <p>Routes whose harm cannot be undone answer 403 {@code step_up_required} unless you have signed in or done this
     * within the last five minutes. With a second factor it takes a {@code code}, without one the {@code password}.
     */
    @PostMapping("/api/auth/step-up")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @RateLimit(name = FreshProof.LIMIT, network = "30/15m", identifier = "5/15m")
    void create(Caller caller, @Valid @RequestBody Proof form) {
        proof.give(caller, form.password(), form.code());
    }
}
