package dev.perigee.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A device with a passkey on it, by the standard and not by the product's libraries; it can be made to lie. */
public final class SoftwareKey {

    public static final int PRESENT = 0x01;
    public static final int VERIFIED = 0x04;
    private static final int NEW_KEY = 0x40;

    private final KeyPair pair;
    private final byte[] id = new byte[32];
    private final String origin;
    private String user = "";
    private String site = "localhost";
    private int flags = PRESENT | VERIFIED;
    private int count;

    public SoftwareKey(String origin) {
        this.origin = origin;
        new SecureRandom().nextBytes(id);
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key as a page of another origin would use it. */
    private SoftwareKey(SoftwareKey key, String origin) {
        this.pair = key.pair;
        System.arraycopy(key.id, 0, id, 0, id.length);
        this.origin = origin;
        this.user = key.user;
        this.site = key.site;
        this.count = key.count;
    }

    public SoftwareKey at(String other) {
        return new SoftwareKey(this, other);
    }

    public SoftwareKey site(String other) {
        site = other;
        return this;
    }

    public SoftwareKey flags(int others) {
        flags = others;
        return this;
    }

    public SoftwareKey count(int other) {
        count = other;
        return this;
    }

    public SoftwareKey user(String handle) {
        user = handle;
        return this;
    }

    /** Answers the options for a new key. */
    public Map<String, Object> create(JsonNode options) {
        user = options.path("user").path("id").asString();
        byte[] client = client("webauthn.create", options);
        var response = Map.of("clientDataJSON", text(client), "attestationObject", text(attestation()));
        return credential(response);
    }

    /** Answers the options for signing in. */
    public Map<String, Object> get(JsonNode options) {
        count++;
        byte[] client = client("webauthn.get", options);
        byte[] data = data(flags, new byte[0]);
        return credential(Map.of(
                "clientDataJSON", text(client),
                "authenticatorData", text(data),
                "signature", text(sign(joined(data, sha256(client)))),
                "userHandle", user));
    }

    private Map<String, Object> credential(Map<String, String> response) {
        return Map.of(
                "id", text(id),
                "rawId", text(id),
                "type", "public-key",
                "response", response,
                "clientExtensionResults", Map.of());
    }

    private byte[] client(String type, JsonNode options) {
        return Json.of(
                        "type",
                        type,
                        "challenge",
                        options.path("challenge").asString(),
                        "origin",
                        origin,
                        "crossOrigin",
                        false)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** WebAuthn Level 3, §6.5.4, with the attestation “none” (§8.7). */
    private byte[] attestation() {
        byte[] data = data(
                flags | NEW_KEY,
                joined(
                        new byte[16],
                        ByteBuffer.allocate(2).putShort((short) id.length).array(),
                        id,
                        cose()));
        return joined(
                new byte[] {(byte) 0xa3},
                text(3, "fmt"),
                text(4, "none"),
                text(7, "attStmt"),
                new byte[] {(byte) 0xa0},
                text(8, "authData"),
                new byte[] {0x59},
                ByteBuffer.allocate(2).putShort((short) data.length).array(),
                data);
    }

    /** A short text in CBOR. */
    private static byte[] text(int length, String text) {
        return joined(new byte[] {(byte) (0x60 + length)}, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** §6.1: for which site, how, how often; and with a new key the key. */
    private byte[] data(int with, byte[] more) {
        return joined(
                sha256(site.getBytes(StandardCharsets.UTF_8)),
                new byte[] {(byte) with},
                ByteBuffer.allocate(4).putInt(count).array(),
                more);
    }

    /** RFC 9053, §7.1.1. */
    private byte[] cose() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return joined(
                new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32},
                number(point.getAffineX()),
                new byte[] {0x22, 0x58, 32},
                number(point.getAffineY()));
    }

    private static byte[] number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
