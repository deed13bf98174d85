package dev.perigee.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a file in the MaxMind DB format 2.0 that knows one IPv4 network: a chain of nodes, one for each bit of the
 * network, at whose end its entry stands.
 */
public final class PlaceFileStandIn {

    private static final int RECORD_BYTES = 3;
    private static final byte[] MARKER = {(byte) 0xab, (byte) 0xcd, (byte) 0xef};

    private PlaceFileStandIn() {}

    /**
     * Writes the file.
     *
     * @param network for example {@code 127.98.0.0/16}
     * @param entry maps, lists, texts below 29 characters, and numbers
     */
    public static Path write(Path file, String network, Map<String, ?> entry) throws IOException {
        int slash = network.indexOf('/');
        byte[] address = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(network.substring(slash + 1));
        var out = new ByteArrayOutputStream();
        for (int bit = 0; bit < bits; bit++) {
            int next = bit + 1 < bits ? bit + 1 : bits + 16;
            boolean right = ((address[bit / 8] >> (7 - bit % 8)) & 1) == 1;
            number(out, right ? bits : next, RECORD_BYTES);
            number(out, right ? next : bits, RECORD_BYTES);
        }
        out.write(new byte[16]);
        value(out, entry);
        out.write(MARKER);
        out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        value(out, metadata(bits));
        return Files.write(file, out.toByteArray());
    }

    private static Map<String, ?> metadata(int nodes) {
        return Map.of(
                "node_count",
                nodes,
                "record_size",
                (short) (8 * RECORD_BYTES),
                "ip_version",
                (short) 4,
                "database_type",
                "Test-City",
                "languages",
                List.of("en", "es"),
                "binary_format_major_version",
                (short) 2,
                "binary_format_minor_version",
                (short) 0,
                "build_epoch",
                1_790_000_000L,
                "description",
                Map.of("en", "One network"));
    }

    private static void value(ByteArrayOutputStream out, Object value) throws IOException {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.write((2 << 5) | bytes.length);
                out.write(bytes);
            }
            case Short number -> unsigned(out, (5 << 5) | 2, number, 2);
            case Integer number -> unsigned(out, (6 << 5) | 4, number, 4);
            case Long number -> {
                out.write(8);
                unsigned(out, 9 - 7, number, 8);
            }
            case Map<?, ?> map -> {
                out.write((7 << 5) | map.size());
                for (var field : map.entrySet()) {
                    value(out, field.getKey());
                    value(out, field.getValue());
                }
            }
            case List<?> list -> {
                out.write(list.size());
                out.write(11 - 7);
                for (Object item : list) {
                    value(out, item);
                }
            }
            default -> throw new IllegalArgumentException("Not written here: " + value.getClass());
        }
    }

    private static void unsigned(ByteArrayOutputStream out, int control, long number, int bytes) {
        out.write(control);
        number(out, number, bytes);
    }

    private static void number(ByteArrayOutputStream out, long number, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (number >> shift));
        }
    }
}
