package dev.perigee.web;

import java.util.Map;
import java.util.function.BiConsumer;

/** The headers that protect browsers; on every answer, also on those that no controller gives. */
final class SecurityHeaders {

    private static final Map<String, String> ALWAYS = Map.of(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
            "Cache-Control", "no-store");

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private static final String PAGE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self';"
            + " frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    /** The interactive documentation sets styles from its script; nothing else may. */
    private static final String DOCUMENTATION = PAGE.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    private SecurityHeaders() {}

    static void write(String path, BiConsumer<String, String> header) {
        ALWAYS.forEach(header);
        header.accept("Content-Security-Policy", policy(path));
    }

    private static String policy(String path) {
        if (path.startsWith(ApiFilter.PREFIX) || path.startsWith("/health/")) {
            return NOTHING;
        }
        return path.equals("/docs") ? DOCUMENTATION : PAGE;
    }
}
