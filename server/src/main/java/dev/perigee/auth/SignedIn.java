package dev.perigee.auth;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perigee.user.Profile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to every way of signing in.
 *
 * @param token the access token, for {@code Authorization: Bearer}
 * @param expiresAt when it ends; refresh before
 * @param refreshToken for native clients only; browsers get it as a cookie
 * @param user absent when a token is refreshed
 */
record SignedIn(
        String token,
        Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Profile user,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken,
        @JsonIgnore @Nullable String cookie) {}
