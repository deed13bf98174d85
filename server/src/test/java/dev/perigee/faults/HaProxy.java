package dev.perigee.faults;

import dev.perigee.testing.Http;
import dev.perigee.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** HAProxy in front of the nodes, configured as {@code docs/guide/deploy.md} tells: what is written there is run here. */
final class HaProxy implements AutoCloseable {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "deploy.md");

    private final int port;
    private final int status = Ports.free();
    private final Program program;

    HaProxy(Path folder, int port, List<Node> nodes) {
        this.port = port;
        try {
            Files.createDirectories(folder);
            var file = Files.writeString(folder.resolve("haproxy.cfg"), configuration(nodes));
            program = Program.start(
                    folder.resolve("haproxy.log"), Map.of(), List.of("haproxy", "-db", "-f", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The guide's, with our ports for its addresses, without TLS, and with a page that tells which nodes are up. */
    private String configuration(List<Node> nodes) throws IOException {
        String guide = Files.readString(GUIDE);
        int start = guide.indexOf("defaults\n    mode http");
        String text = guide.substring(start, guide.indexOf("```", start))
                .replaceFirst("bind .*", "bind 127.0.0.1:" + port)
                .replace("10.0.0.11:8080", "127.0.0.1:" + nodes.get(0).port())
                .replace("10.0.0.12:8080", "127.0.0.1:" + nodes.get(1).port());
        String page = "frontend status\n    bind 127.0.0.1:" + status + "\n    stats enable\n    stats uri /\n";
        return text + page;
    }

    int port() {
        return port;
    }

    /** How many nodes get requests. */
    long up() {
        try {
            return Http.to(status)
                    .get("/;csv")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("perigee,"))
                    .filter(line -> !line.startsWith("perigee,BACKEND"))
                    .filter(line -> line.contains(",UP,"))
                    .count();
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    /** Returns how long it took from now until so many nodes get requests. */
    Duration awaitUp(int nodes) {
        return Patience.until(nodes + " nodes behind HAProxy", Node.START, () -> up() == nodes);
    }

    @Override
    public void close() {
        program.close();
    }
}
