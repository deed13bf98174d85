package dev.perigee.webhook;
import java.net.URI;
import org.springframework.stereotype.Component;
@Component
class ReceiverUrls {
    URI check(String url) { return URI.create(url); }
    static String host(String url) { return String.valueOf(URI.create(url).getHost()); }
}
