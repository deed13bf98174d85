package dev.perigee.passkey;

import dev.perigee.web.Problem;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.jackson.WebauthnJacksonModule;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What browsers give and take in the form of the standard (WebAuthn Level 3, §5.1.8): {@code toJSON()} of a credential,
 * and what {@code parseCreationOptionsFromJSON} and {@code parseRequestOptionsFromJSON} read.
 */
@Component
class PasskeyJson {

    /** A credential as it came, and the challenge that it answers. */
    record Answered<R extends AuthenticatorResponse>(PublicKeyCredential<R> credential, Bytes challenge) {}

    /** WebAuthn Level 3, §4. */
    private static final int MOST_ID = 1_023;

    /** Far more than any device sends without an attestation. */
    private static final int MOST_KEPT = 8_192;

    private static final Set<String> TRANSPORTS = Arrays.stream(AuthenticatorTransport.values())
            .map(AuthenticatorTransport::getValue)
            .collect(Collectors.toSet());

    private final JsonMapper json =
            JsonMapper.builder().addModule(new WebauthnJacksonModule()).build();

    JsonNode options(Object options) {
        return json.valueToTree(options);
    }

    /** @throws Problem 401 {@code invalid_passkey} for anything else */
    Answered<AuthenticatorAttestationResponse> registration(JsonNode credential) {
        Answered<AuthenticatorAttestationResponse> answered = read(known(credential), new TypeReference<>() {});
        var response = answered.credential().getResponse();
        requireBounded(answered.credential().getRawId(), MOST_ID);
        requireBounded(response.getAttestationObject(), MOST_KEPT);
        requireBounded(response.getClientDataJSON(), MOST_KEPT);
        return answered;
    }

    /** Ways to a device that nobody knew when this was written are left out, as the standard asks (§5.8.4). */
    private static JsonNode known(JsonNode credential) {
        if (credential.path("response").path("transports") instanceof ArrayNode transports) {
            transports.removeIf(transport -> !TRANSPORTS.contains(transport.asString("")));
        }
        return credential;
    }

    private static void requireBounded(@Nullable Bytes bytes, int most) {
        if (bytes == null || bytes.getBytes().length > most) {
            throw refused();
        }
    }

    /** @throws Problem 401 {@code invalid_passkey} for anything else */
    Answered<AuthenticatorAssertionResponse> assertion(JsonNode credential) {
        return read(credential, new TypeReference<>() {});
    }

    private <R extends AuthenticatorResponse> Answered<R> read(
            JsonNode credential, TypeReference<PublicKeyCredential<R>> type) {
        try {
            PublicKeyCredential<R> read = json.readerFor(type).readValue(credential);
            return new Answered<>(read, challenge(read.getResponse().getClientDataJSON()));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw refused(e);
        }
    }

    private Bytes challenge(Bytes clientData) {
        return Bytes.fromBase64(
                json.readTree(clientData.getBytes()).path("challenge").asString());
    }

    /** The same for every reason, which is for the log alone. */
    static Problem refused(Exception reason) {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_passkey", reason);
    }

    static Problem refused() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "invalid_passkey");
    }
}
