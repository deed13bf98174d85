package dev.perigee.social;

import dev.perigee.web.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The talk with a network: where to send somebody, and who it says they are when they come back. Made of Spring
 * Security's parts, without its filters and their HTTP session. Nothing that the network gives us is kept.
 */
@Component
class Exchange {

    /** For how long a proof of who somebody is counts as fresh, and how far clocks may differ. */
    private static final Duration FRESH = Duration.ofMinutes(6);

    private final Networks networks;
    private final Wire wire;
    private final OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens;
    private final Clock clock;

    Exchange(Networks networks, Wire wire, Clock clock) {
        this.networks = networks;
        this.wire = wire;
        this.tokens = wire.tokens();
        this.clock = clock;
    }

    /**
     * The address at the network to which somebody is sent.
     *
     * @throws Problem 404; 503 {@code network_unavailable}
     */
    String address(Flow flow, Flow.Secrets secrets) {
        return talk(() -> request(networks.open(flow.network()), flow, secrets).getAuthorizationRequestUri());
    }

    private static OAuth2AuthorizationRequest request(Network network, Flow flow, Flow.Secrets secrets) {
        var client = network.registration();
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(
                        Objects.requireNonNull(client.getProviderDetails().getAuthorizationUri()))
                .clientId(client.getClientId())
                .redirectUri(client.getRedirectUri())
                .scopes(client.getScopes())
                .state(secrets.state())
                .additionalParameters(parameters(network, flow, secrets))
                .attributes(attributes -> {
                    if (network.settings().pkce()) {
                        attributes.put(PkceParameterNames.CODE_VERIFIER, secrets.verifier());
                    }
                })
                .build();
    }

    private static Map<String, Object> parameters(Network network, Flow flow, Flow.Secrets secrets) {
        var parameters = new HashMap<String, Object>();
        if (network.settings().pkce()) {
            parameters.put(PkceParameterNames.CODE_CHALLENGE, secrets.challenge());
            parameters.put(PkceParameterNames.CODE_CHALLENGE_METHOD, "S256");
        }
        if (network.idTokens() != null) {
            parameters.put(OidcParameterNames.NONCE, secrets.nonce());
        }
        if (network.settings().formPost()) {
            parameters.put("response_mode", "form_post");
        }
        if (flow.purpose() == Flow.Purpose.STEP_UP) {
            // OpenID Connect Core 1.0 §3.1.2.1: to ask its person again. Few networks heed it, so the proof is for
            // whoever
            // has nothing better (Departures).
            parameters.put("max_age", "0");
        }
        return parameters;
    }

    /**
     * Who has come back with this code.
     *
     * @throws Problem 400 {@code social_refused} when the network says so, or what it says does not hold; 503
     *     {@code network_unavailable} when it cannot be asked
     */
    Proof proof(Flow flow, Flow.Secrets secrets, String code) {
        return talk(() -> {
            var network = networks.open(flow.network());
            var answer = tokens.getTokenResponse(grant(network, request(network, flow, secrets), code));
            var decoder = network.idTokens();
            return decoder == null
                    ? userProof(network, answer)
                    : tokenProof(network, claims(flow, secrets, decoder, answer), answer);
        });
    }

    private static OAuth2AuthorizationCodeGrantRequest grant(
            Network network, OAuth2AuthorizationRequest request, String code) {
        var response = OAuth2AuthorizationResponse.success(code)
                .redirectUri(Objects.requireNonNull(request.getRedirectUri()))
                .state(Objects.requireNonNull(request.getState()))
                .build();
        return new OAuth2AuthorizationCodeGrantRequest(
                network.registration(), new OAuth2AuthorizationExchange(request, response));
    }

    /** The claims of the ID token, once its signature, issuer, audience, times and nonce were right. */
    private Jwt claims(Flow flow, Flow.Secrets secrets, JwtDecoder decoder, OAuth2AccessTokenResponse answer) {
        Object token = answer.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN);
        if (!(token instanceof String text)) {
            throw new IllegalStateException("The network gave no ID token");
        }
        var claims = decoder.decode(text);
        if (!secrets.nonce().equals(claims.getClaimAsString(IdTokenClaimNames.NONCE))) {
            throw new IllegalStateException("The ID token is of another sign-in");
        }
        Instant proved = claims.getClaimAsInstant(IdTokenClaimNames.AUTH_TIME);
        if (flow.purpose() == Flow.Purpose.STEP_UP
                && proved != null
                && proved.isBefore(clock.instant().minus(FRESH))) {
            throw new IllegalStateException("The network did not ask its person again");
        }
        return claims;
    }

    /** What an ID token lacks is asked for, and believed of the same person only (OpenID Connect Core 1.0 §5.3.2). */
    private Proof tokenProof(Network network, Jwt claims, OAuth2AccessTokenResponse answer) {
        String userinfo = network.registration()
                .getProviderDetails()
                .getUserInfoEndpoint()
                .getUri();
        var proof = proof(network, claims, claims.getClaims());
        if (claims.hasClaim(StandardClaimNames.EMAIL) || userinfo == null || userinfo.isEmpty()) {
            return proof;
        }
        var more = wire.json(userinfo, answer.getAccessToken().getTokenValue());
        if (!proof.subject().equals(more.path(IdTokenClaimNames.SUB).asString(""))) {
            throw new IllegalStateException("The network tells of somebody else");
        }
        return proof(network, claims, claims(more));
    }

    private static Map<String, Object> claims(JsonNode answer) {
        var claims = new HashMap<String, Object>();
        answer.propertyStream().forEach(claim -> {
            if (claim.getValue().isString()) {
                claims.put(claim.getKey(), claim.getValue().asString());
            } else if (claim.getValue().isBoolean()) {
                claims.put(claim.getKey(), claim.getValue().asBoolean());
            }
        });
        return claims;
    }

    private static Proof proof(Network network, Jwt token, Map<String, Object> told) {
        return new Proof(
                network.name(),
                Objects.requireNonNull(token.getIssuer()).toExternalForm(),
                Objects.requireNonNull(token.getSubject()),
                Proof.email(text(told, StandardClaimNames.EMAIL)),
                Boolean.TRUE.equals(told.get(StandardClaimNames.EMAIL_VERIFIED)),
                Objects.requireNonNullElse(text(told, StandardClaimNames.NAME), ""),
                text(told, StandardClaimNames.PICTURE));
    }

    private static @Nullable String text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text ? text : null;
    }

    private Proof userProof(Network network, OAuth2AccessTokenResponse answer) {
        String token = answer.getAccessToken().getTokenValue();
        var endpoint = Objects.requireNonNull(network.settings().user());
        var told = UserAnswer.of(endpoint, wire.json(endpoint.uri(), token));
        String emails = endpoint.emailsUri();
        return (emails == null ? told : told.withPrimary(wire.json(emails, token))).proof(network);
    }

    /** Whatever goes wrong on the way or at its end is one of two refusals; why, only our log learns. */
    private <T> T talk(Callable<T> question) {
        try {
            return wire.within(question);
        } catch (IOException e) {
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "network_unavailable", told(e))
                    .with("Retry-After", "30");
        } catch (Problem problem) {
            throw problem;
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    private static Problem refused(RuntimeException reason) {
        return Problem.of(HttpStatus.BAD_REQUEST, "social_refused", told(reason));
    }

    /** On one line of the log, whatever the network has put into it. */
    private static Throwable told(Exception reason) {
        String text = String.valueOf(reason.getMessage()).replaceAll("\\p{C}+", " ");
        return new IllegalStateException(
                reason.getClass().getSimpleName() + ": " + text.substring(0, Math.min(300, text.length())), reason);
    }

    /** What a network says instead of a code. */
    static Problem refusal(String error) {
        return Problem.of(
                HttpStatus.BAD_REQUEST, "access_denied".equals(error) ? "social_cancelled" : "social_refused");
    }
}
