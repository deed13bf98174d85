package dev.perigee.passkey;

import dev.perigee.user.User;
import java.util.List;
import org.springframework.security.web.webauthn.api.AttestationConveyancePreference;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialDescriptor;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.stereotype.Component;

/**
 * What we ask of a device, the same when it is asked and when its answer is checked. Spring Security would only prefer
 * that the device verifies its person; here it must, or a key would be one factor.
 */
@Component
class PasskeyOptions {

    private final PublicKeyCredentialRpEntity relyingParty;

    PasskeyOptions(PublicKeyCredentialRpEntity relyingParty) {
        this.relyingParty = relyingParty;
    }

    /** For a new key that can be found without a name; not on a device that has one already. */
    PublicKeyCredentialCreationOptions creation(User user, List<CredentialRecord> known, Bytes challenge) {
        return PublicKeyCredentialCreationOptions.builder()
                .rp(relyingParty)
                .user(PasskeyPeople.entity(user))
                .challenge(challenge)
                .pubKeyCredParams(
                        PublicKeyCredentialParameters.EdDSA,
                        PublicKeyCredentialParameters.ES256,
                        PublicKeyCredentialParameters.RS256)
                .authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .build())
                .attestation(AttestationConveyancePreference.NONE)
                .excludeCredentials(
                        known.stream().map(PasskeyOptions::descriptor).toList())
                .timeout(Passkeys.VALID)
                .build();
    }

    private static PublicKeyCredentialDescriptor descriptor(CredentialRecord key) {
        return PublicKeyCredentialDescriptor.builder()
                .id(key.getCredentialId())
                .transports(key.getTransports())
                .build();
    }

    PublicKeyCredentialRequestOptions request(Bytes challenge) {
        return PublicKeyCredentialRequestOptions.builder()
                .rpId(relyingParty.getId())
                .challenge(challenge)
                .userVerification(UserVerificationRequirement.REQUIRED)
                .allowCredentials(List.of())
                .timeout(Passkeys.VALID)
                .build();
    }
}
