package dev.perigee.log;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.web.ClientAddresses;
import dev.perigee.web.Routes;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogSettings.class)
class RequestLogConfiguration {

    @Bean
    RequestLogStore requestLogStore(@AcrossAccounts DataSource dataSource) {
        return new RequestLogStore(dataSource);
    }

    @Bean
    RequestLogPartitions requestLogPartitions(RequestLogStore store, LogSettings settings) {
        return new RequestLogPartitions(store, settings.retention());
    }

    /** What ENABLE_API_LOGS switches. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("perigee.log.enabled")
    static class Writing {

        @Bean
        RequestLog requestLog(RequestLogStore store, RequestLogPartitions partitions) {
            return new RequestLog(store, partitions);
        }

        @Bean
        RequestLogFilter requestLogFilter(
                RequestLog log, ClientAddresses addresses, ObjectProvider<Routes> routes, Clock clock) {
            return new RequestLogFilter(log, addresses, routes, clock);
        }

        @Bean
        LoggedBody loggedBody() {
            return new LoggedBody();
        }
    }
}
