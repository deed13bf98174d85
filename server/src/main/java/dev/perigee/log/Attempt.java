package dev.perigee.log;

import dev.perigee.web.Cidr;
import java.net.InetAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By what one way of coming in is told from another.
 *
 * @param browserId the name that the browser's cookie gives it, if it has one of ours
 */
public record Attempt(
        InetAddress address, Device device, @Nullable UUID browserId) {

    static final int V4_BITS = 24;
    static final int V6_BITS = 48;

    /** The network around the address: what stays when a phone or a router reconnects. */
    public String network() {
        return Cidr.network(address, V4_BITS, V6_BITS);
    }

    /** The same by a browser of this name. */
    public Attempt named(UUID browser) {
        return new Attempt(address, device, browser);
    }
}
