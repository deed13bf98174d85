package dev.perigee.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A network of addresses, IPv4 or IPv6 (RFC 4632, RFC 4291). */
public record Cidr(InetAddress address, int bits) {

    /** IPv4 as people write it; what Java reads besides, such as 10.1 for 10.0.0.1, would surprise them. */
    private static final Pattern FOUR_PARTS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /**
     * Reads an address, which is a network of its own, or a network such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (literal.indexOf(':') < 0 && !FOUR_PARTS.matcher(literal).matches()) {
            throw new IllegalArgumentException("No such address: " + text);
        }
        var address = InetAddress.ofLiteral(literal);
        int width = address.getAddress().length * 8;
        int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException("No such network: " + text);
        }
        return new Cidr(address, bits);
    }

    /** The network of one client, for limits: an IPv4 address alone, an IPv6 address with its /64. */
    public static String clientNetwork(InetAddress address) {
        return network(address, 32, 64);
    }

    /** The address cut to its network, in one textual form for all spellings of the same address. */
    public static String network(InetAddress address, int bits4, int bits6) {
        int bits = address instanceof Inet6Address ? bits6 : bits4;
        return text(cut(address.getAddress(), bits)) + "/" + bits;
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        return mine.length == theirs.length && Arrays.equals(cut(mine, bits), cut(theirs, bits));
    }

    private static byte[] cut(byte[] address, int bits) {
        byte[] cut = address.clone();
        for (int bit = bits; bit < cut.length * 8; bit++) {
            cut[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return cut;
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("An address keeps its length", e);
        }
    }
}
