package dev.perigee.secret;

/** Random 256-bit tokens: handed out once in base64url, kept only as their SHA-256. */
public final class OpaqueToken {

    private OpaqueToken() {}

    public static String next() {
        return DataFolder.random(32);
    }

    public static byte[] hash(String token) {
        return Sha256.of(token);
    }
}
