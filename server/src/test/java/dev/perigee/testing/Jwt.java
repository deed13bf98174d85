package dev.perigee.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An access token taken apart, to be changed and put together again by whatever key: no library, so that nothing is too
 * odd to be sent.
 */
public record Jwt(ObjectNode header, ObjectNode claims) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Jwt of(String token) {
        String[] parts = token.split("\\.", -1);
        return new Jwt(read(parts[0]), read(parts[1]));
    }

    private static ObjectNode read(String part) {
        return (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(part));
    }

    /** Signed by the server's own key, as the server would. */
    public String signed() {
        return signed("HmacSHA256", Perigee.signingKey());
    }

    public String signed(String algorithm, byte[] key) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            String text = encode(header) + '.' + encode(claims);
            return text + '.' + encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With an empty signature. */
    public String unsigned() {
        return encode(header) + '.' + encode(claims) + '.';
    }

    private static String encode(ObjectNode part) {
        return encode(JSON.writeValueAsBytes(part));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
