package dev.perigee.passkey;

import static dev.perigee.web.Permission.USER;

import dev.perigee.auth.SignIns;
import dev.perigee.auth.SignedIn;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/auth/passkey")
class PasskeyController {

    /**
     * A passkey that your device has made.
     *
     * @param credential what {@code navigator.credentials.create()} gave, by its {@code toJSON()}
     * @param name by which you will know it
     */
    record NewPasskey(
            @NotNull JsonNode credential,
            @NotNull @Size(max = 100) @OneLine String name) {}

    record PasskeyChange(@NotNull @Size(max = 100) @OneLine String name) {}

    /** @param credential what {@code navigator.credentials.get()} gave, by its {@code toJSON()} */
    record Assertion(
            @NotNull JsonNode credential,

            @Nullable @Pattern(regexp = "web|native") @Loggable
            String client) {}

    /** @param credential what {@code navigator.credentials.get()} gave, by its {@code toJSON()} */
    record PasskeyProof(@NotNull JsonNode credential) {}

    record PasskeyList(List<Passkey> items) {}

    private final Passkeys passkeys;

    PasskeyController(Passkeys passkeys) {
        this.passkeys = passkeys;
    }

    /** Lists your passkeys. The newest comes first. */
    @GetMapping
    @Verify(permission = USER, enrolling = true, anywhere = true)
    PasskeyList list(Caller caller) {
        return new PasskeyList(passkeys.list(caller));
    }

    /**
     * Begins to add a passkey.
     *
     * <p>Gives what {@code PublicKeyCredential.parseCreationOptionsFromJSON()} takes. The challenge in it is good once,
     * for five minutes.
     */
    @PostMapping("/options")
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @StepUp
    JsonNode begin(Caller caller) {
        return passkeys.beginToAdd(caller);
    }

    /**
     * Adds a passkey.
     *
     * <p>It signs you in without a name or a password, and counts as both factors. A mail tells of it.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = USER, enrolling = true, anywhere = true)
    @StepUp
    Passkey create(Caller caller, @Valid @RequestBody NewPasskey form) {
        return passkeys.add(caller, form.credential(), form.name());
    }

    /** Renames a passkey. The device keeps its own name for it. */
    @PatchMapping("/{id}")
    @Verify(permission = USER, anywhere = true)
    Passkey update(Caller caller, @PathVariable UUID id, @Valid @RequestBody PasskeyChange form) {
        return passkeys.rename(caller, id, form.name());
    }

    /**
     * Removes a passkey.
     *
     * <p>From here only: your device goes on showing it until you delete it there. A mail tells of it.
     */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    @StepUp
    void delete(Caller caller, @PathVariable UUID id) {
        passkeys.remove(caller, id);
    }

    /**
     * Begins to sign in by passkey, or to prove again who you are.
     *
     * <p>Gives what {@code PublicKeyCredential.parseRequestOptionsFromJSON()} takes. It names nobody; the passkey does.
     * Open: nobody has a session before it.
     */
    @PostMapping("/verify/options")
    @Open
    @RateLimit(name = "passkey", network = "60/10m")
    JsonNode options() {
        return passkeys.beginToUse();
    }

    /**
     * Signs in by passkey.
     *
     * <p>No code is asked for, since the device has verified its person. Whatever is wrong is answered 401
     * {@code invalid_passkey}. Open: it checks the passkey itself.
     */
    @PostMapping("/verify")
    @Open
    @RateLimit(name = "passkey", network = "60/10m")
    ResponseEntity<SignedIn> verify(Client client, @Valid @RequestBody Assertion form) {
        return SignIns.ok(passkeys.signIn(form.credential(), form.client(), client));
    }

    /** Proves again who you are, by passkey. The same as {@code POST /api/auth/step-up} with a code or a password. */
    @PostMapping("/step-up")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, enrolling = true, anywhere = true)
    void stepUp(Caller caller, @Valid @RequestBody PasskeyProof form) {
        passkeys.stepUp(caller, form.credential());
    }
}
