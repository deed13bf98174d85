package dev.perigee.account;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;

/** Tells the browser that signed up from any other in which the mailed link may be opened. */
public final class SignUpCookie {

    /** {@code __Host-}: only this host over TLS can have set it (RFC 6265bis §4.1.3.2). */
    public static final String NAME = "__Host-signup";

    private SignUpCookie() {}

    /** 202 with the nonce in the cookie. */
    public static ResponseEntity<Void> accepted(String nonce) {
        return ResponseEntity.accepted()
                .header(HttpHeaders.SET_COOKIE, cookie(nonce))
                .build();
    }

    private static String cookie(String nonce) {
        return ResponseCookie.from(NAME, nonce)
                .httpOnly(true)
                .secure(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(SignUp.VALID)
                .build()
                .toString();
    }
}
