package dev.perigee.webhook;

import dev.perigee.web.BadSettingException;
import java.net.InetAddress;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {

    @Bean
    PublicAddresses publicAddresses(WebhookSettings settings, Environment environment) {
        if (settings.allowLoopback() && environment.acceptsProfiles(Profiles.of("production"))) {
            throw new BadSettingException(
                    "WEBHOOK_ALLOW_LOOPBACK is true, by which customers could reach what listens on"
                            + " this machine. It is for development only: remove it.");
        }
        return new PublicAddresses(InetAddress::getAllByName, settings.allowLoopback());
    }
}
