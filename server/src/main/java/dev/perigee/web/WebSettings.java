package dev.perigee.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the server is seen from outside.
 *
 * @param clientUrl where people meet the product; every link in a mail begins with it (CLIENT_URL)
 * @param trustedProxies networks whose forwarding headers count (TRUSTED_PROXIES); none by default
 * @param drain how long a stopping node goes on answering after it has said that it is not ready
 */
@ConfigurationProperties("perigee")
public record WebSettings(URI clientUrl, List<String> trustedProxies, Duration drain) {

    public WebSettings {
        String text = clientUrl.toString();
        if (clientUrl.getHost() == null || !(text.startsWith("http://") || text.startsWith("https://"))) {
            throw new IllegalArgumentException("CLIENT_URL must be an address such as https://app.example.com");
        }
        clientUrl = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : clientUrl;
    }

    /**
     * An absolute address of the client.
     *
     * @param path begins with a slash
     */
    public String link(String path) {
        return clientUrl + path;
    }
}
