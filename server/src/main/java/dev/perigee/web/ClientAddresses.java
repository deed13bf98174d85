package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds the address that a request really came from: the right-most hop that is not one of our proxies. Forwarding
 * headers of anybody else are text that the client chose, and count for nothing.
 */
@Component
public class ClientAddresses {

    private static final String ATTRIBUTE = ClientAddresses.class.getName();

    private final List<Cidr> proxies;

    ClientAddresses(WebSettings settings) {
        proxies = settings.trustedProxies().stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(ClientAddresses::proxy)
                .toList();
    }

    private static Cidr proxy(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TRUSTED_PROXIES holds '" + text + "', which is not a network such as 10.0.0.0/8", e);
        }
    }

    public InetAddress of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof InetAddress known) {
            return known;
        }
        var address = find(request);
        request.setAttribute(ATTRIBUTE, address);
        return address;
    }

    private InetAddress find(HttpServletRequest request) {
        var peer = InetAddress.ofLiteral(withoutZone(request.getRemoteAddr()));
        if (proxies.isEmpty() || !trusted(peer)) {
            return peer;
        }
        var address = peer;
        for (String hop : hopsFromTheRight(request)) {
            try {
                address = InetAddress.ofLiteral(withoutZone(hop));
            } catch (IllegalArgumentException e) {
                return address;
            }
            if (!trusted(address)) {
                return address;
            }
        }
        return address;
    }

    private static List<String> hopsFromTheRight(HttpServletRequest request) {
        var hops = new ArrayList<String>();
        for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
            for (String hop : header.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops.reversed();
    }

    private boolean trusted(InetAddress address) {
        return proxies.stream().anyMatch(proxy -> proxy.contains(address));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
