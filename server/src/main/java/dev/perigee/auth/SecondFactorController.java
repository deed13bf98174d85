package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.factor.CodeGuesses;
import dev.perigee.factor.SecondFactors;
import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/2fa")
class SecondFactorController {

    /** @param code of the authenticator app that has just been set up */
    record FirstCode(@NotBlank @Size(max = 40) String code) {}

    /** @param code of the authenticator app, or a backup code */
    record BothFactors(
            @NotNull @Password String password,
            @NotBlank @Size(max = 40) String code) {}

    private final Enrolment enrolment;

    SecondFactorController(Enrolment enrolment) {
        this.enrolment = enrolment;
    }

    /** Tells whether you have a second factor. And how many backup codes are left. */
    @GetMapping
    @Verify(permission = USER, enrolling = true, anywhere = true)
    SecondFactors.State get(Caller caller) {
        return enrolment.state(caller);
    }

    /**
     * Begins to set up a second factor.
     *
     * <p>Gives a secret for an authenticator app, also as a QR code. It is shown this once, and counts once a code of it
     * has come back; until then, asking again gives another one.
     */
    @PostMapping
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @StepUp
    SecondFactors.Setup begin(Caller caller) {
        return enrolment.begin(caller);
    }

    /**
     * Turns the second factor on with a first code.
     *
     * <p>From now on signing in asks for a code. Your other sessions end, a mail tells of it, and the answer has ten
     * backup codes for the day on which you lose the app. They are shown this once.
     */
    @PutMapping
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @StepUp
    @RateLimit(name = CodeGuesses.LIMIT, network = "30/15m", identifier = "5/15m")
    Enrolment.Codes activate(Caller caller, @Valid @RequestBody FirstCode form) {
        return enrolment.activate(caller, form.code());
    }

    /** Replaces your backup codes. The earlier ones are void, and the new ones are shown this once. */
    @PostMapping("/codes")
    @Verify(permission = USER, anywhere = true)
    @StepUp
    @RateLimit(name = Enrolment.LIMIT, network = "30/15m", identifier = "5/15m")
    Enrolment.Codes renew(Caller caller) {
        return enrolment.renew(caller);
    }

    /**
     * Turns the second factor off.
     *
     * <p>Takes your password and a code. Your other sessions end, and a mail tells of it.
     */
    @PostMapping("/off")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    @RateLimit(name = Enrolment.LIMIT, network = "30/15m", identifier = "5/15m")
    void end(Caller caller, @Valid @RequestBody BothFactors form) {
        enrolment.end(caller, form.password(), form.code());
    }
}
