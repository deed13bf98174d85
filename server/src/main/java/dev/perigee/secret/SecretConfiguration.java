package dev.perigee.secret;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SecretSettings.class, RotationSettings.class})
class SecretConfiguration {

    @Bean
    DataFolder dataFolder(SecretSettings settings) {
        return new DataFolder(settings.data());
    }

    @Bean
    @Profile("production")
    Secrets productionSecrets(SecretSettings settings) {
        return Secrets.fromEnvironment(settings);
    }

    @Bean
    @Profile("!production")
    Secrets developmentSecrets(SecretSettings settings, DataFolder folder) {
        return Secrets.forDevelopment(settings, folder);
    }

    @Bean
    SigningKeys signingKeys(Secrets secrets, RotationSettings rotation, Clock clock) {
        return secrets.keyFile()
                .<SigningKeys>map(file -> new RotatingKeys(secrets, file, rotation, clock))
                .orElseGet(() -> SigningKeys.fixed(secrets.jwtKeys()));
    }

    @Bean
    Vault vault(Secrets secrets) {
        return new Vault(secrets);
    }
}
