package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages that the product speaks, and which of them a request asks for. */
public final class Languages {

    public static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.of("es"));

    private Languages() {}

    /** The best match of Accept-Language (RFC 9110 §12.5.4); English when none matches or the header is unreadable. */
    public static Locale of(HttpServletRequest request) {
        return of(request.getHeader("Accept-Language"));
    }

    static Locale of(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > 200) {
            return Locale.ENGLISH;
        }
        try {
            Locale match = Locale.lookup(Locale.LanguageRange.parse(header), SPOKEN);
            return match == null ? Locale.ENGLISH : match;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
