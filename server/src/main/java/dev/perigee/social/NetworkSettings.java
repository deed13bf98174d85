package dev.perigee.social;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * One network. Those that application.yaml knows by name need no more than the id and the secret; any other provider of
 * OpenID Connect needs its issuer as well, and tells the rest itself (OpenID Connect Discovery 1.0).
 *
 * @param clientId as the network knows us; empty: people are not offered it
 * @param signingKey with which the secret is signed, where the network takes no lasting one
 * @param label as people know the network; none: its name
 * @param issuer as the network calls itself; {@code {tid}} in it stands for the tenant that a token names
 * @param authorizationUri where people are sent; none: the issuer tells
 * @param tokenUri where codes are changed for tokens
 * @param jwksUri where the keys are that sign ID tokens
 * @param userinfoUri who is asked for claims that an ID token lacks
 * @param algorithm by which ID tokens are signed, and no other
 * @param secretInBody whether the secret is sent in the body, not as Basic
 * @param formPost whether the network answers by a form of its own page, not by a redirect
 * @param pkce false for a network that fails when it is sent a verifier
 * @param user how the network tells who somebody is, where it does not by an ID token
 */
record NetworkSettings(
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue SigningKey signingKey,
        @Nullable String label,
        @DefaultValue("") String issuer,
        @Nullable String authorizationUri,
        @Nullable String tokenUri,
        @Nullable String jwksUri,
        @Nullable String userinfoUri,
        @DefaultValue({"openid", "profile", "email"}) List<String> scopes,
        @DefaultValue("RS256") SignatureAlgorithm algorithm,
        boolean secretInBody,
        boolean formPost,
        @DefaultValue("true") boolean pkce,
        @Nullable UserEndpoint user) {

    /**
     * Where a network tells who somebody is, and at which places of its answer (JSON Pointer, RFC 6901).
     *
     * @param id the network's own name for the person; the one place that must not be empty
     * @param verified where the network says {@code true} when it has checked the address; none: it does not say
     * @param emailsUri a list of {@code {email, primary, verified}}, for a network that tells addresses there
     */
    record UserEndpoint(
            String uri,
            String id,
            @Nullable String name,
            @Nullable String email,
            @Nullable String verified,
            @Nullable String picture,
            @Nullable String emailsUri) {}

    /** Whether who sends somebody back is this network, as far as they say (RFC 9207). */
    boolean mayHaveSent(@Nullable String sender) {
        return sender == null || Network.isIssuer(issuer, sender);
    }

    /** What proves to the network that it is us; empty when it asks for no proof. */
    String secret(Instant now) {
        return signingKey.isGiven() ? signingKey.secret(clientId, issuer, now) : clientSecret;
    }

    boolean isConfigured() {
        return !clientId.isBlank();
    }
}
