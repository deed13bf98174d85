package dev.perigee.social;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * A network, once all is known that a sign-in by it takes.
 *
 * @param registration its addresses, and as whom it knows us
 * @param idTokens who checks what it signs; none for a network that tells who somebody is in another way
 */
record Network(
        String name,
        NetworkSettings settings,
        ClientRegistration registration,
        @Nullable JwtDecoder idTokens) {

    private static final String TENANT = "{tid}";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Whether a text is what the network calls itself; where that depends on the tenant, for whichever tenant. */
    static boolean isIssuer(String expected, @Nullable String issuer) {
        if (issuer == null || !expected.contains(TENANT)) {
            return expected.equals(issuer);
        }
        String before = expected.substring(0, expected.indexOf(TENANT));
        String after = expected.substring(before.length() + TENANT.length());
        return issuer.startsWith(before)
                && issuer.endsWith(after)
                && issuer.length() > before.length() + after.length()
                && ID.matcher(issuer.substring(before.length(), issuer.length() - after.length()))
                        .matches();
    }

    /** The same for the tenant that a token names. */
    static String issuerFor(String expected, @Nullable String tenant) {
        return tenant == null ? expected : expected.replace(TENANT, tenant);
    }
}
