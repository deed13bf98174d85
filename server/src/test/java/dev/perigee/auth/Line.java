package dev.perigee.auth;

import static dev.perigee.auth.Assumption.CARRIER_POOL;
import static dev.perigee.auth.Assumption.HOME_POOL;
import static dev.perigee.auth.Assumption.HOME_SPEAKS_V6;
import static dev.perigee.auth.Assumption.HOME_V4_LASTS;
import static dev.perigee.auth.Assumption.HOME_V6_LASTS;
import static dev.perigee.auth.Assumption.MOVES_AWAY;
import static dev.perigee.auth.Assumption.RESTLESS;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A way into the internet as a server sees it: a network of some pool, until the provider chooses another one. */
final class Line {

    private final Chance chance;
    private final List<byte[]> pool;
    private final double moves;
    private byte[] network;

    private Line(Chance chance, boolean v6, int networks, double moves) {
        this.chance = chance;
        this.pool = IntStream.range(0, networks)
                .mapToObj(i -> v6 ? sixBytes(chance) : threeBytes(chance))
                .toList();
        this.moves = moves;
        this.network = pool.getFirst();
    }

    private static byte[] threeBytes(Chance chance) {
        return chance.bytes(3);
    }

    /** Within 2000::/3, which is what providers give out. */
    private static byte[] sixBytes(Chance chance) {
        byte[] bytes = chance.bytes(6);
        bytes[0] = 0x2a;
        return bytes;
    }

    static Line home(Chance chance) {
        if (chance.happens(HOME_SPEAKS_V6)) {
            return new Line(chance, true, (int) HOME_POOL.value(), MOVES_AWAY.value() / HOME_V6_LASTS.value());
        }
        double changes = chance.happens(RESTLESS) ? 1 : 1 / HOME_V4_LASTS.value();
        return new Line(chance, false, (int) HOME_POOL.value(), MOVES_AWAY.value() * changes);
    }

    static Line carrier(Chance chance) {
        return new Line(chance, chance.happens(HOME_SPEAKS_V6), (int) CARRIER_POOL.value(), 1);
    }

    /** A line that stays as it is, and on which this person never was: an office, a hotel, a café, an attacker's. */
    static Line fresh(Chance chance) {
        return new Line(chance, false, 1, 0);
    }

    /** Another day, on which the provider may choose another network. */
    void nextDay() {
        if (chance.happens(moves)) {
            network = pool.get(chance.below(pool.size()));
        }
    }

    /** Another address of the network at each use: routers reconnect, IPv6 makes one up a day, NAT has many. */
    InetAddress address() {
        boolean v6 = network.length > 3;
        byte[] bytes = Arrays.copyOf(network, v6 ? 16 : 4);
        byte[] rest = chance.bytes(bytes.length - network.length);
        System.arraycopy(rest, 0, bytes, network.length, rest.length);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Every address has four or sixteen bytes", e);
        }
    }
}
