package dev.perigee.log;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.web.ClientAddresses;
import dev.perigee.web.Routes;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogSettings.class)
class RequestLogConfiguration {

    @Bean
    RequestLogStore requestLogStore(@AcrossAccounts DataSource dataSource, JsonMapper json) {
        return new RequestLogStore(dataSource, json);
    }

    @Bean
    RequestLogPartitions requestLogPartitions(RequestLogStore store, LogSettings settings) {
        return new RequestLogPartitions(store, settings.retention());
    }

    @Bean
    RequestLog requestLog(RequestLogStore store, RequestLogPartitions partitions) {
        return new RequestLog(store, partitions);
    }

    @Bean
    LoggedBody loggedBody() {
        return new LoggedBody();
    }

    @Bean
    RequestLogFilter requestLogFilter(
            RequestLog log, ClientAddresses addresses, ObjectProvider<Routes> routes, Clock clock) {
        return new RequestLogFilter(log, addresses, routes, clock);
    }

    /** What ENABLE_API_LOGS switches, when it starts: conditions on beans are decided when a release is built. */
    @Bean
    FilterRegistrationBean<RequestLogFilter> requestLogSwitch(RequestLogFilter filter, LogSettings settings) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(RequestLogFilter.ORDER);
        registration.setEnabled(settings.enabled());
        return registration;
    }
}
