package dev.perigee.web;

import java.time.Clock;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WebSettings.class, ThrottleSettings.class})
@EnableScheduling
class WebConfiguration {

    /**
     * One lean chain that finds out who calls. Its firewall refuses odd paths before any route is matched; whether the
     * caller may is decided by {@link VerifyInterceptor} alone.
     */
    @Bean
    SecurityFilterChain chain(HttpSecurity http, Callers callers, ProblemWriter problems) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .exceptionHandling(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .addFilterAt(new CallerFilter(callers, problems), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    /** Spring Security's firewall, with its own rule for headers as a method instead of a regular expression. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(WebConfiguration::isPlain);
        firewall.setAllowedHeaderValues(WebConfiguration::isPlain);
        return firewall;
    }

    /** A loop because every header that is read comes here: a regular expression or a stream took a tenth of a request. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean ascii = (c >= ' ' && c <= '~') || c == '\t';
            if (!ascii && (!Character.isDefined(c) || Character.isISOControl(c))) {
                return false;
            }
        }
        return true;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RequestRejectedHandler oddRequests(ProblemWriter problems) {
        return problems::write;
    }

    @Bean
    LocaleResolver localeResolver() {
        var resolver = new AcceptHeaderLocaleResolver();
        resolver.setSupportedLocales(Languages.SPOKEN);
        resolver.setDefaultLocale(Languages.SPOKEN.getFirst());
        return resolver;
    }

    /** Around every {@link Idempotent} route. Proxies are made early, so what they need is asked for at the first call. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor idempotentRoutes(ObjectProvider<Idempotency> idempotency) {
        MethodInterceptor advice = call -> idempotency.getObject().invoke(call);
        return new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forMethodAnnotation(Idempotent.class), advice);
    }

    @Bean
    WebMvcConfigurer kernel(
            RateLimitInterceptor limits,
            VerifyInterceptor verify,
            AcceptInterceptor accept,
            ClientAddresses addresses) {
        return new WebMvcConfigurer() {

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(limits).order(1);
                registry.addInterceptor(verify).order(2);
                registry.addInterceptor(accept).order(3);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArgument());
                resolvers.add(new ClientArgument(addresses));
                resolvers.add(new PageQueryArgument());
            }

            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler("/assets/**").addResourceLocations("classpath:/assets/");
                registry.addResourceHandler("/docs/ui/**")
                        .addResourceLocations("classpath:/META-INF/resources/webjars/swagger-ui/5.34.1/");
            }
        };
    }
}
