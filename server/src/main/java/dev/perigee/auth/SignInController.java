package dev.perigee.auth;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Password;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SignInController {

    record Credentials(
            @NotNull @Address String email,
            @NotNull @Password String password,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    private final SignIn signIn;

    SignInController(SignIn signIn) {
        this.signIn = signIn;
    }

    /**
     * Signs in with address and password.
     *
     * <p>Gives an access token of ten minutes and the user. The refresh token comes as a cookie, or in the body when
     * {@code client} is {@code native}. A wrong password, an unknown address and a disabled user are answered alike. A right
     * password from a place, machine and browser that are all new is answered 403 {@code sign_in_blocked}; the way in is
     * then the mailed link. Open: nobody has a session before it.
     */
    @PostMapping({"/api/user/auth", "/api/auth"})
    @Open
    @RateLimit(name = SignIn.LIMIT, network = "10/1m", identifier = "10/15m")
    ResponseEntity<SignedIn> create(Client client, @Valid @RequestBody Credentials form) {
        return SignIns.ok(signIn.signIn(EmailAddress.of(form.email()), form.password(), form.client(), client));
    }
}
