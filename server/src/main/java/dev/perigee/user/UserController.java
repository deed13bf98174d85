package dev.perigee.user;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user")
class UserController {

    record UserChange(
            @Nullable @Size(max = 100) @OneLine String name,
            @Nullable @Pattern(regexp = "en|es") @Loggable String locale) {}

    private final Profiles profiles;

    UserController(Profiles profiles) {
        this.profiles = profiles;
    }

    /**
     * Shows who you are.
     *
     * <p>The person behind the token, or the member for whom the key acts.
     */
    @GetMapping
    @Verify(permission = USER, scope = "user.read", anywhere = true)
    Profile get(Caller caller) {
        return profiles.get(caller);
    }

    /**
     * Changes your name or language.
     *
     * <p>Fields that are absent stay as they are.
     */
    @PatchMapping
    @Verify(permission = USER, scope = "user.update", anywhere = true)
    Profile update(Caller caller, @Valid @RequestBody UserChange change) {
        return profiles.change(caller, change.name(), change.locale());
    }

    /**
     * Erases you.
     *
     * <p>All your sessions end. Accounts in which you are alone are erased too; where others would be left without an
     * owner the answer is 409 {@code last_owner}.
     */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    @StepUp
    void delete(Caller caller) {
        profiles.delete(caller);
    }
}
