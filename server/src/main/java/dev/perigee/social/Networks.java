package dev.perigee.social;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.perigee.web.BadSettingException;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The networks that are set up. What a provider tells about itself is asked for at the first sign-in and not at our
 * start: one that is down must not keep us from starting, nor anybody from coming in another way.
 */
@Component
class Networks {

    /**
     * What a network is called.
     *
     * @param name in paths
     * @param label to people
     */
    record Offer(String name, String label) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Map<String, NetworkSettings> configured = new TreeMap<>();
    private final Cache<String, Network> known =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofDays(1)).build();
    private final Wire wire;
    private final WebSettings web;
    private final Clock clock;

    Networks(SocialSettings settings, Wire wire, WebSettings web, Clock clock) {
        this.wire = wire;
        this.web = web;
        this.clock = clock;
        settings.social().forEach(this::add);
    }

    private void add(String name, NetworkSettings network) {
        if (!network.isConfigured()) {
            return;
        }
        if (!NAME.matcher(name).matches() || network.issuer().isBlank()) {
            throw new BadSettingException("perigee.social." + name
                    + " needs a name of small letters, digits and hyphens, and the issuer of its provider");
        }
        requireSafe(name, network);
        requireKey(name, network);
        configured.put(name, network);
    }

    private static void requireSafe(String name, NetworkSettings network) {
        requireSafe(name, network.issuer());
        requireSafe(name, network.authorizationUri());
        requireSafe(name, network.tokenUri());
        requireSafe(name, network.jwksUri());
        requireSafe(name, network.userinfoUri());
        var user = network.user();
        if (user != null) {
            requireSafe(name, user.uri());
            requireSafe(name, user.emailsUri());
        }
    }

    private void requireKey(String name, NetworkSettings network) {
        if (!network.signingKey().isWhole()) {
            throw new BadSettingException("perigee.social." + name + ".signing-key needs team, id and pem together");
        }
        try {
            network.secret(clock.instant());
        } catch (IllegalArgumentException e) {
            throw new BadSettingException(
                    "perigee.social." + name + ".signing-key.pem is not an EC private key on P-256 in PKCS #8 (PEM)",
                    e);
        }
    }

    private static void requireSafe(String name, @Nullable String address) {
        if (address != null && !isSafe(address)) {
            throw new BadSettingException(
                    "perigee.social." + name + " has an address that does not begin with https://");
        }
    }

    /** Codes and secrets travel there; only on one's own machine that may be without TLS. */
    private static boolean isSafe(String address) {
        if (address.startsWith("https://")) {
            return true;
        }
        String authority = address.startsWith("http://") ? address.substring(7).split("/", 2)[0] : "";
        return LOOPBACK.contains(authority.replaceFirst(":\\d+$", ""));
    }

    /** By name. */
    List<Offer> offers() {
        return configured.entrySet().stream()
                .map(entry -> new Offer(entry.getKey(), label(entry.getKey(), entry.getValue())))
                .toList();
    }

    private static String label(String name, NetworkSettings network) {
        return Objects.requireNonNullElse(network.label(), name);
    }

    boolean isConfigured(String name) {
        return configured.containsKey(name);
    }

    /** @throws Problem 404 for a network that nobody has set up */
    NetworkSettings settings(String name) {
        var settings = configured.get(name);
        if (settings == null) {
            throw Problem.notFound();
        }
        return settings;
    }

    /** To people; the name itself for a network that is no longer set up. */
    String label(String name) {
        var settings = configured.get(name);
        return settings == null ? name : label(name, settings);
    }

    /**
     * The network with all that it takes, for which its provider may have to be asked: within {@link Wire#within}.
     *
     * @throws Problem 404 for a network that nobody has set up
     */
    Network open(String name) {
        var settings = settings(name);
        var remembered = known.getIfPresent(name);
        if (remembered != null) {
            return remembered;
        }
        var registration = registration(name, settings);
        var network = new Network(name, settings, registration, decoder(settings, registration));
        known.put(name, network);
        return network;
    }

    private ClientRegistration registration(String name, NetworkSettings settings) {
        String secret = settings.secret(clock.instant());
        var builder = ClientRegistration.withRegistrationId(name)
                .clientId(settings.clientId())
                .clientSecret(secret)
                .clientAuthenticationMethod(method(settings, secret))
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(web.link("/api/auth/social/" + name + "/callback"))
                .scope(settings.scopes())
                .authorizationUri(settings.authorizationUri())
                .tokenUri(Objects.requireNonNullElse(settings.tokenUri(), ""))
                .jwkSetUri(settings.jwksUri())
                .userInfoUri(settings.userinfoUri());
        if (settings.authorizationUri() == null) {
            discover(settings, builder);
        }
        return builder.build();
    }

    private static ClientAuthenticationMethod method(NetworkSettings settings, String secret) {
        if (secret.isBlank()) {
            return ClientAuthenticationMethod.NONE;
        }
        return settings.secretInBody()
                ? ClientAuthenticationMethod.CLIENT_SECRET_POST
                : ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
    }

    /** OpenID Connect Discovery 1.0 §4: the issuer must name itself as it is named here. */
    private void discover(NetworkSettings settings, ClientRegistration.Builder builder) {
        String issuer = settings.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        var document = wire.json(base + "/.well-known/openid-configuration", null);
        if (!issuer.equals(document.path("issuer").asString(""))) {
            throw new IllegalStateException("The provider calls itself otherwise than its setting");
        }
        builder.authorizationUri(address(document, "authorization_endpoint"))
                .tokenUri(address(document, "token_endpoint"))
                .jwkSetUri(address(document, "jwks_uri"));
        if (settings.userinfoUri() == null && document.has("userinfo_endpoint")) {
            builder.userInfoUri(address(document, "userinfo_endpoint"));
        }
    }

    private static String address(JsonNode document, String name) {
        String address = document.path(name).asString("");
        if (!isSafe(address) || URI.create(address).getHost() == null) {
            throw new IllegalStateException("The provider has no safe " + name);
        }
        return address;
    }

    /** By the keys of the network, by the one algorithm, and with all that OpenID Connect Core 1.0 §3.1.3.7 asks for. */
    private @Nullable JwtDecoder decoder(NetworkSettings settings, ClientRegistration registration) {
        if (settings.user() != null) {
            return null;
        }
        String keys = registration.getProviderDetails().getJwkSetUri();
        if (keys == null) {
            throw new IllegalStateException("Nobody told where the keys of the provider are");
        }
        var decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .jwsAlgorithm(settings.algorithm())
                .restOperations(wire.template())
                .build();
        decoder.setClaimSetConverter(claims());
        var standard = new OidcIdTokenValidator(registration);
        standard.setClock(clock);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(standard, issuedBy(settings.issuer())));
        return decoder;
    }

    /** Spring Security would read the text "true" as true; a network that says so has not said it. */
    private static ClaimTypeConverter claims() {
        var converters = OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters();
        converters.remove(StandardClaimNames.EMAIL_VERIFIED);
        converters.remove(StandardClaimNames.PHONE_NUMBER_VERIFIED);
        return new ClaimTypeConverter(converters);
    }

    private static OAuth2TokenValidator<Jwt> issuedBy(String expected) {
        var wrong = new OAuth2Error("invalid_id_token", "The token is of another issuer", null);
        return token -> {
            String issuer = Network.issuerFor(expected, token.getClaimAsString("tid"));
            boolean right = Network.isIssuer(expected, issuer) && issuer.equals(text(token));
            return right ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(wrong);
        };
    }

    private static String text(Jwt token) {
        return token.getIssuer() == null ? "" : token.getIssuer().toExternalForm();
    }
}
