package dev.perigee.auth;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.perigee.database.AccountId;
import dev.perigee.database.CacheSize;
import dev.perigee.database.UserId;
import dev.perigee.secret.SigningKeys;
import dev.perigee.web.WebSettings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Signs and verifies access tokens: JWTs with HS256 (RFC 7519, RFC 9068). A token says which session it belongs to and
 * never what its bearer may do. The header must be, byte for byte, one that we write: an attacker's algorithm, key
 * reference or critical header is never even read.
 */
@Component
class AccessTokens {

    /** @param expires not after ten minutes */
    record Minted(String token, Instant expires) {}

    /** What a valid token says. */
    record Claims(UUID session, UserId user, @Nullable AccountId account, Instant expires) {}

    private record Key(JWSHeader header, String encodedHeader, SecretKey secret) {

        static Key of(String kid, byte[] secret) {
            var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .type(new JOSEObjectType("at+jwt"))
                    .keyID(kid)
                    .build();
            return new Key(header, header.toBase64URL().toString(), new SecretKeySpec(secret, "HmacSHA256"));
        }
    }

    /** What is made of one ring of keys. What was verified by them is kept here, so that it is forgotten with them. */
    private record Keys(SigningKeys.Ring ring, Key signing, Map<String, Key> byHeader, Cache<String, Claims> verified) {

        static Keys of(SigningKeys.Ring ring) {
            var keys = new HashMap<String, Key>();
            ring.keys().forEach((kid, secret) -> keys.put(kid, Key.of(kid, secret)));
            var byHeader = keys.values().stream().collect(toMap(Key::encodedHeader, identity()));
            Cache<String, Claims> verified = Caffeine.newBuilder()
                    .maximumSize(CacheSize.of(100_000, 1_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .build();
            return new Keys(ring, requireNonNull(keys.get(ring.signing())), byHeader, verified);
        }
    }

    private static final int MAX_LENGTH = 2_048;
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private final SigningKeys signingKeys;
    private final String issuer;
    private final String audience;
    private final Duration lifetime;
    private final Clock clock;
    private volatile Keys keys;

    AccessTokens(SigningKeys signingKeys, WebSettings web, AuthSettings settings, Clock clock) {
        this.signingKeys = signingKeys;
        this.keys = Keys.of(signingKeys.now());
        this.issuer = web.clientUrl().toString();
        this.audience = web.link("/api");
        this.lifetime = settings.accessToken();
        this.clock = clock;
    }

    private Keys keys() {
        var ring = signingKeys.now();
        var known = keys;
        if (!known.ring().equals(ring)) {
            known = Keys.of(ring);
            keys = known;
        }
        return known;
    }

    Minted mint(UUID session, UserId user, @Nullable AccountId account) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant expires = now.plus(lifetime);
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(user.toString())
                .claim("sid", session.toString())
                .claim("acc", account == null ? null : account.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .jwtID(UUID.randomUUID().toString())
                .build();
        var key = keys().signing();
        var jwt = new SignedJWT(key.header(), claims);
        try {
            jwt.sign(new MACSigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 takes every key of 256 bits", e);
        }
        return new Minted(jwt.serialize(), expires);
    }

    /** Whether the token that says so has not expired. */
    boolean isCurrent(Claims claims) {
        return claims.expires().isAfter(clock.instant());
    }

    /**
     * What the token says, if it is ours and whole. By itself that lets nobody in: it may have expired, and whether its
     * session still lives is another question.
     */
    Optional<Claims> signed(String token) {
        var keys = keys();
        var claims = keys.verified().getIfPresent(token);
        if (claims == null) {
            claims = read(token, keys.byHeader());
            if (claims != null) {
                keys.verified().put(token, claims);
            }
        }
        return Optional.ofNullable(claims);
    }

    private @Nullable Claims read(String token, Map<String, Key> keys) {
        int dot = token.indexOf('.');
        var key = dot < 0 || token.length() > MAX_LENGTH ? null : keys.get(token.substring(0, dot));
        if (key == null) {
            return null;
        }
        try {
            var jwt = SignedJWT.parse(token);
            var signature = jwt.getSignature();
            boolean canonical = signature.equals(Base64URL.encode(signature.decode()));
            return canonical && jwt.verify(new MACVerifier(key.secret())) ? claims(jwt.getJWTClaimsSet()) : null;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable Claims claims(JWTClaimsSet claims) throws ParseException {
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        Instant soon = clock.instant().plus(LEEWAY);
        if (!issuer.equals(claims.getIssuer())
                || !List.of(audience).equals(claims.getAudience())
                || issued == null
                || expires == null
                || issued.toInstant().isAfter(soon)
                || (notBefore != null && notBefore.toInstant().isAfter(soon))) {
            return null;
        }
        String account = claims.getStringClaim("acc");
        return new Claims(
                id(claims.getStringClaim("sid")),
                new UserId(id(claims.getSubject())),
                account == null ? null : new AccountId(id(account)),
                expires.toInstant());
    }

    private static UUID id(@Nullable String text) {
        return UUID.fromString(Objects.requireNonNullElse(text, ""));
    }
}
