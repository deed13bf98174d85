package dev.perigee.social;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * By whom people can sign in.
 *
 * @param social the networks, by the name that stands in their paths
 * @param nativeRedirect where a native app takes over, such as {@code com.example.app:/signed-in}; empty: there is no app
 */
@ConfigurationProperties("perigee")
record SocialSettings(
        @DefaultValue Map<String, NetworkSettings> social,
        @DefaultValue("") String nativeRedirect) {}
