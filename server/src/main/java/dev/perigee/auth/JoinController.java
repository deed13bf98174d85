package dev.perigee.auth;

import dev.perigee.user.Password;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class JoinController {

    record Newcomer(
            @NotBlank @Size(max = 200) String token,
            @NotNull @Size(max = 100) @OneLine String name,
            @NotNull @Password String password,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    private final Joining joining;

    JoinController(Joining joining) {
        this.joining = joining;
    }

    /**
     * Joins an account by an invite, as somebody new, and signs in.
     *
     * <p>The address is that of the invite, and counts as confirmed; so does the role. Whoever has signed up with it signs
     * in and accepts instead: 409 {@code already_registered}. A used, expired or withdrawn invite answers 410
     * {@code link_spent}. Open: it checks the mailed token itself.
     */
    @PostMapping("/api/user")
    @Open
    @RateLimit(name = "join", network = "30/1h")
    ResponseEntity<SignedIn> create(Client client, @Valid @RequestBody Newcomer form) {
        return SignIns.ok(joining.join(form.token(), form.name(), form.password(), form.client(), client));
    }
}
