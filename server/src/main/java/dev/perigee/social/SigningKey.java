package dev.perigee.social;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The key with which we sign the client secret for a network that takes no lasting one, as Apple does ("Creating a client
 * secret" in the documentation of Sign in with Apple): nobody has to renew a secret every six months.
 *
 * @param team as whom the key was given out
 * @param id as the network knows the key
 * @param pem an EC private key on P-256 in PKCS #8; line breaks may stand as {@code \n}; empty: there is none
 */
record SigningKey(
        @DefaultValue("") String team,
        @DefaultValue("") String id,
        @DefaultValue("") String pem) {

    /** A network is opened anew once a day. */
    static final Duration VALID = Duration.ofDays(2);

    /** All of it, or nothing. */
    boolean isWhole() {
        return team.isBlank() == pem.isBlank() && id.isBlank() == pem.isBlank();
    }

    boolean isGiven() {
        return !pem.isBlank();
    }

    /**
     * The secret of now, good for {@link #VALID}.
     *
     * @throws IllegalArgumentException when the key is none
     */
    String secret(String client, String audience, Instant now) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(team)
                .subject(client)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALID)))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(id)
                .type(JOSEObjectType.JWT)
                .build();
        try {
            var secret = new SignedJWT(header, claims);
            secret.sign(new ECDSASigner(key()));
            return secret.serialize();
        } catch (GeneralSecurityException | JOSEException | ClassCastException e) {
            throw new IllegalArgumentException("No EC private key on P-256 in PKCS #8", e);
        }
    }

    private ECPrivateKey key() throws GeneralSecurityException {
        String body = pem.replaceAll("-----[A-Z ]+-----|\\\\n|\\s", "");
        return (ECPrivateKey) KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }
}
