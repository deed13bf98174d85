package dev.perigee.auth;

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
import dev.perigee.secret.Secrets;
import dev.perigee.web.WebSettings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
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

    private record Key(JWSHeader header, String encodedHeader, SecretKey secret) {}

    private static final int MAX_LENGTH = 2_048;
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final Key current;
    private final String issuer;
    private final String audience;
    private final Duration lifetime;
    private final Clock clock;
    private final Cache<String, Claims> verified = Caffeine.newBuilder()
            .maximumSize(CacheSize.of(100_000, 1_000))
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    AccessTokens(Secrets secrets, WebSettings web, AuthSettings settings, Clock clock) {
        secrets.jwtKeys().forEach(this::add);
        this.current = keys.values().iterator().next();
        this.issuer = web.clientUrl().toString();
        this.audience = web.link("/api");
        this.lifetime = settings.accessToken();
        this.clock = clock;
    }

    private void add(String kid, byte[] secret) {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(kid)
                .build();
        var key = new Key(header, header.toBase64URL().toString(), new SecretKeySpec(secret, "HmacSHA256"));
        keys.put(key.encodedHeader(), key);
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
        var jwt = new SignedJWT(current.header(), claims);
        try {
            jwt.sign(new MACSigner(current.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 takes every key of 256 bits", e);
        }
        return new Minted(jwt.serialize(), expires);
    }

    /** What the token says, if it is ours, whole, and not expired. Whether its session still lives is another question. */
    Optional<Claims> verify(String token) {
        var claims = verified.getIfPresent(token);
        if (claims == null) {
            claims = read(token);
            if (claims != null) {
                verified.put(token, claims);
            }
        }
        return Optional.ofNullable(claims).filter(c -> c.expires().isAfter(clock.instant()));
    }

    private @Nullable Claims read(String token) {
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
