package dev.perigee.log;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PlaceSettings.class)
class PlacesConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Places places(PlaceSettings settings) {
        return settings.file().isBlank()
                ? (address, locale) -> Optional.empty()
                : new PlaceFile(Path.of(settings.file()));
    }
}
