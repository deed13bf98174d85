package dev.perigee.passkey;

import dev.perigee.web.Origins;
import dev.perigee.web.WebSettings;
import java.util.HashSet;
import java.util.Locale;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PasskeySettings.class)
class PasskeyConfiguration {

    /** The site for which keys are made: the host of CLIENT_URL. A key made for one host is none for another. */
    @Bean
    PublicKeyCredentialRpEntity relyingParty(WebSettings web, MessageSource messages) {
        return PublicKeyCredentialRpEntity.builder()
                .id(web.clientUrl().getHost().toLowerCase(Locale.ROOT))
                .name(messages.getMessage("page.name", null, Locale.ROOT))
                .build();
    }

    @Bean
    WebAuthnRelyingPartyOperations ceremonies(
            PasskeyPeople people,
            PasskeyRecords records,
            PublicKeyCredentialRpEntity relyingParty,
            PasskeySettings settings,
            Origins ours) {
        var origins = new HashSet<>(settings.origins());
        origins.addAll(ours.all());
        return new Webauthn4JRelyingPartyOperations(people, records, relyingParty, origins);
    }
}
