package dev.perigee.user;

import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PasswordSettings.class)
class UserConfiguration {

    @Bean
    @ConditionalOnMissingBean
    BreachedPasswords breachedPasswords(PasswordSettings settings) {
        String list = settings.breached();
        if (list.isBlank()) {
            return sha1 -> false;
        }
        return list.startsWith("https://") || list.startsWith("http://")
                ? new BreachRange(list)
                : new BreachFile(Path.of(list));
    }
}
