package dev.perigee.user;

import static dev.perigee.web.Permission.USER;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Caller;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/email")
class EmailController {

    record NewAddress(
            @NotNull @Address String email,
            @NotNull @Password String password) {}

    record AddressToken(
            @NotBlank @Size(max = 200) String token,
            @Nullable @Password String password) {}

    private final EmailChange change;

    EmailController(EmailChange change) {
        this.change = change;
    }

    /**
     * Asks to change your address.
     *
     * <p>Takes your password as well; a wrong one answers 401 {@code invalid_credentials}. The new address gets a link
     * that works once, for an hour; until it is used, the old one stays. The old address is told. Answers alike whether
     * somebody else has the new address or not.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Verify(permission = USER, anywhere = true)
    @StepUp
    @RateLimit(name = EmailChange.LIMIT, network = "30/15m", identifier = "5/15m")
    void request(Caller caller, @Valid @RequestBody NewAddress form) {
        change.request(caller, EmailAddress.of(form.email()), form.password());
    }

    /**
     * Confirms a new address with the token from the mail.
     *
     * <p>With an access token of yours the mailed one is enough; anywhere else your password is needed too (422
     * {@code password_required}). A used, expired or replaced token answers 410 {@code link_spent}, and so does one whose
     * address somebody else has begun to use. The old address is told, and can take the change back for 72 hours. Open:
     * it checks the mailed token itself.
     */
    @PostMapping("/confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Open
    @RateLimit(name = EmailChange.CONFIRM_LIMIT, network = "30/10m", identifier = "5/15m")
    void confirm(Optional<Caller> caller, @Valid @RequestBody AddressToken form) {
        change.confirm(caller, form.token(), form.password());
    }
}
