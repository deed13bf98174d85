package dev.perigee.webhook;

import dev.perigee.web.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Where a receiver may be: on the internet, never in a network of ours. Names are looked up here and nowhere else, once for
 * each connection, so that what was checked is what is connected to.
 */
final class PublicAddresses {

    /** Asks the names of the system; a test lets them lie. */
    @FunctionalInterface
    interface Names {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** What IANA's registry of special-purpose IPv4 addresses does not call globally reachable, multicast, and 6to4's relays. */
    private static final List<Cidr> FORBIDDEN_V4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All that is ever given out, … */
    private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");

    /** … less what stands for something else: Teredo and its like, documentation, and 6to4, which may wrap any IPv4 address. */
    private static final List<Cidr> FORBIDDEN_V6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final Names names;
    private final boolean allowLoopback;

    PublicAddresses(Names names, boolean allowLoopback) {
        this.names = names;
        this.allowLoopback = allowLoopback;
    }

    private static List<Cidr> networks(String... texts) {
        return Arrays.stream(texts).map(Cidr::parse).toList();
    }

    /**
     * The addresses of a host.
     *
     * @throws ForbiddenAddressException when a single one of them is not allowed
     */
    InetAddress[] of(String host) throws UnknownHostException {
        var all = names.resolve(host);
        for (var address : all) {
            if (!allows(address)) {
                throw new ForbiddenAddressException(host);
            }
        }
        return all;
    }

    boolean allows(InetAddress address) {
        if (allowLoopback && address.isLoopbackAddress()) {
            return true;
        }
        if (address instanceof Inet6Address) {
            return GLOBAL_V6.contains(address) && FORBIDDEN_V6.stream().noneMatch(network -> network.contains(address));
        }
        return FORBIDDEN_V4.stream().noneMatch(network -> network.contains(address));
    }
}
