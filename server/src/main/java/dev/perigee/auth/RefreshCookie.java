package dev.perigee.auth;

import java.time.Duration;
import org.springframework.http.ResponseCookie;

/** Where a browser keeps its refresh token: out of reach of every script, sent to this host only, over TLS only. */
final class RefreshCookie {

    static final String NAME = "__Host-refresh";

    private RefreshCookie() {}

    static String of(String token, Duration lifetime) {
        return ResponseCookie.from(NAME, token)
                .httpOnly(true)
                .secure(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(lifetime)
                .build()
                .toString();
    }

    static String gone() {
        return of("", Duration.ZERO);
    }
}
