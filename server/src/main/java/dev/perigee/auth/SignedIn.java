package dev.perigee.auth;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perigee.user.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to every way of signing in: a session, or the demand for a code, of which {@code otp_required} tells.
 *
 * @param otpRequired true when nobody is signed in yet; then {@code pending_token} is all that comes along
 * @param pendingToken for {@code POST /api/auth/otp}, within ten minutes
 * @param token the access token, for {@code Authorization: Bearer}
 * @param expiresAt when it ends; refresh before
 * @param refreshToken for native clients only; browsers get it as a cookie
 * @param user absent when a token is refreshed
 * @param cookies for the answer's {@code Set-Cookie}
 */
public record SignedIn(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean otpRequired,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pendingToken,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Profile user,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken,
        @JsonIgnore List<String> cookies) {

    /** Nobody is signed in before a code is shown. */
    static SignedIn codeDue(String pendingToken) {
        return new SignedIn(true, pendingToken, null, null, null, null, List.of());
    }

    boolean isComplete() {
        return token != null;
    }

    SignedIn with(String cookie) {
        var all = new ArrayList<>(cookies);
        all.add(cookie);
        return new SignedIn(otpRequired, pendingToken, token, expiresAt, user, refreshToken, all);
    }
}
