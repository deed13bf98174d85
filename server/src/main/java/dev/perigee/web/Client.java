package dev.perigee.web;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From where a request comes, as far as it tells.
 *
 * @param userAgent at most 512 characters; empty when there was none
 * @param deviceCookie what the browser calls itself, as it was sent; only its issuer can tell whether it is true
 * @param locale the language to answer in
 */
public record Client(
        InetAddress address, String userAgent, @Nullable String deviceCookie, Locale locale) {

    /** The cookie by which a browser is known again; never a credential. */
    public static final String DEVICE_COOKIE = "__Host-device";
}
