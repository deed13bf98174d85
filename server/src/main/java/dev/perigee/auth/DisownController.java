package dev.perigee.auth;

import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DisownController {

    record DisownToken(@NotBlank @Size(max = 200) String token) {}

    private final Disowning disowning;

    DisownController(Disowning disowning) {
        this.disowning = disowning;
    }

    /**
     * Says that a sign-in or a change of address was not yours, with the token from the mail about it.
     *
     * <p>All your sessions end and your password stops working; the answer holds a token with which you choose another.
     * The address that you had when the mail was sent is yours again, unless somebody else has confirmed it meanwhile.
     * API keys go on. Open: it checks the mailed token itself.
     */
    @PostMapping("/api/auth/disown")
    @Open
    @RateLimit(name = "disown", network = "30/10m")
    Disowning.Disowned create(@Valid @RequestBody DisownToken form) {
        return disowning.disown(form.token());
    }
}
