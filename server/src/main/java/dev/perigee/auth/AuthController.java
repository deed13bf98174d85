package dev.perigee.auth;

import static dev.perigee.web.Permission.USER;

import dev.perigee.database.AccountId;
import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth")
class AuthController {

    /** @param refreshToken for native clients; browsers send the cookie instead */
    record RefreshForm(@Nullable String refreshToken) {}

    /** @param accountId of an account that you belong to */
    record SwitchForm(@NotNull @Loggable AccountId accountId) {}

    private final AuthStatus status;
    private final Refresh refresh;
    private final SignOut signOut;
    private final SignIns signIns;

    AuthController(AuthStatus status, Refresh refresh, SignOut signOut, SignIns signIns) {
        this.status = status;
        this.refresh = refresh;
        this.signOut = signOut;
        this.signIns = signIns;
    }

    /**
     * Tells who you are.
     *
     * <p>Never an error: without a valid token it answers as to nobody. Clients ask at every start. Open: the answer to
     * a stranger is that they are one.
     */
    @GetMapping
    @Open
    AuthStatus.Status get(Optional<Caller> caller) {
        return status.of(caller);
    }

    /**
     * Signs out.
     *
     * <p>The session ends at once, on every server: its access token and its refresh token are refused from now on. A
     * browser may also come with its refresh cookie alone; it then needs our {@code Origin} and {@code X-App: web}.
     */
    @DeleteMapping
    @Verify(permission = USER, unverified = true)
    ResponseEntity<Void> delete(Caller caller) {
        return signOut.end(caller);
    }

    /**
     * Lets the session act in another of your accounts.
     *
     * <p>Its earlier access tokens are refused from now on, in every tab; the refresh token stays good.
     */
    @PostMapping("/switch")
    @Verify(permission = USER, anywhere = true, enrolling = true)
    SignedIn switchTo(Caller caller, @Valid @RequestBody SwitchForm form) {
        return signIns.switchTo(caller, form.accountId());
    }

    /**
     * Gives a new access token for a refresh token.
     *
     * <p>The refresh token is used up and its successor comes along, in the cookie or, for a token sent in the body, in
     * the body. A token used twice ends its session. Open: it checks the refresh token itself; the cookie counts only
     * with our {@code Origin} and {@code X-App: web}.
     */
    @PostMapping("/refresh")
    @Open
    @RateLimit(name = "refresh", network = "300/1m")
    ResponseEntity<SignedIn> refresh(
            HttpServletRequest request, @RequestBody(required = false) @Nullable RefreshForm form) {
        return SignIns.ok(refresh.refresh(request, form == null ? null : form.refreshToken()));
    }
}
