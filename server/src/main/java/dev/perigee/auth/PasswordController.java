package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/password")
class PasswordController {

    record NewPassword(
            @NotNull @Password String current,
            @NotNull @Password String password) {}

    record ResetRequest(@NotNull @Address String email) {}

    record ChosenPassword(
            @NotBlank @Size(max = 200) String token,
            @NotNull @Password String password) {}

    private final PasswordChange change;
    private final PasswordReset reset;

    PasswordController(PasswordChange change, PasswordReset reset) {
        this.change = change;
        this.reset = reset;
    }

    /**
     * Changes your password.
     *
     * <p>Takes the current one as well. Your other sessions end, mailed links that nobody used are void, and a mail tells
     * you of it.
     */
    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    @StepUp
    @RateLimit(name = PasswordChange.LIMIT, network = "30/15m", identifier = "5/15m")
    void update(Caller caller, @Valid @RequestBody NewPassword form) {
        change.change(caller, form.current(), form.password());
    }

    /**
     * Mails a link for a new password.
     *
     * <p>It works once, for an hour; a later one takes its place. Answers alike whether the address is known or not.
     * Open: whoever forgot the password has no session.
     */
    @PostMapping("/reset/request")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Open
    @RateLimit(name = PasswordReset.REQUEST_LIMIT, network = "5/1h", identifier = "3/1h")
    void requestReset(Client client, @Valid @RequestBody ResetRequest form) {
        reset.request(EmailAddress.of(form.email()), client.locale());
    }

    /**
     * Sets a new password with the token from the mail.
     *
     * <p>All your sessions end, and none begins: sign in with the new password. A used, expired or replaced token
     * answers 410 {@code link_spent}. Open: it checks the mailed token itself.
     */
    @PostMapping("/reset")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Open
    @RateLimit(name = "reset", network = "10/1h")
    void reset(@Valid @RequestBody ChosenPassword form) {
        reset.reset(form.token(), form.password());
    }
}
