package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** The names that this server goes by: a request for another one, or a page of another one, is not ours. */
@Component
public class Origins {

    private final Set<String> hosts = new HashSet<>();
    private final Set<String> origins = new HashSet<>();

    Origins(WebSettings settings, ServerProperties server, Environment environment) {
        add(settings.clientUrl());
        if (!environment.acceptsProfiles(Profiles.of("production"))) {
            int port = server.getPort() == null ? 8080 : server.getPort();
            add(URI.create("http://localhost:" + port));
            add(URI.create("http://127.0.0.1:" + port));
        }
    }

    private void add(URI url) {
        boolean standard = url.getPort() < 0 || url.getPort() == ("https".equals(url.getScheme()) ? 443 : 80);
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (standard) {
            hosts.add(host);
            hosts.add(host + ("https".equals(url.getScheme()) ? ":443" : ":80"));
            origins.add(url.getScheme() + "://" + host);
        } else {
            hosts.add(host + ":" + url.getPort());
            origins.add(url.getScheme() + "://" + host + ":" + url.getPort());
        }
    }

    /** Where our own pages come from. */
    public Set<String> all() {
        return Set.copyOf(origins);
    }

    boolean isOurHost(@Nullable String host) {
        return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether one of our own pages sent this request: our Origin and the header {@code X-App: web}, which a page of
     * another origin cannot send without a preflight that we refuse. Asked for only where a cookie is the credential.
     */
    public boolean isOurPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && origins.contains(origin) && "web".equals(request.getHeader("X-App"));
    }
}
