package dev.perigee.auth;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perigee.user.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to every way of signing in.
 *
 * @param token the access token, for {@code Authorization: Bearer}
 * @param expiresAt when it ends; refresh before
 * @param refreshToken for native clients only; browsers get it as a cookie
 * @param user absent when a token is refreshed
 * @param cookies for the answer's {@code Set-Cookie}
 */
record SignedIn(
        String token,
        Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Profile user,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken,
        @JsonIgnore List<String> cookies) {

    SignedIn with(String cookie) {
        var all = new ArrayList<>(cookies);
        all.add(cookie);
        return new SignedIn(token, expiresAt, user, refreshToken, all);
    }
}
