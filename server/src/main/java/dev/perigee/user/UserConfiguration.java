package dev.perigee.user;

import dev.perigee.web.BadSettingException;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PasswordSettings.class)
class UserConfiguration {

    @Bean
    Argon2 argon2(PasswordSettings settings, Environment environment) {
        if (!settings.isStrong() && environment.acceptsProfiles(Profiles.of("production"))) {
            throw new BadSettingException("perigee.password.memory must be 19456 or more in production,"
                    + " and perigee.password.passes 2 or more");
        }
        return new Argon2(settings.memory(), settings.passes());
    }

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
