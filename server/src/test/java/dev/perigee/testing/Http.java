package dev.perigee.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plain HTTP/1.1 client that sends what it is told, also what no library would: odd methods, paths, doubled headers,
 * from any address of the loopback network. One connection a request.
 */
public final class Http {

    private final int port;
    private final String from;
    private final List<String[]> headers = new ArrayList<>();

    private Http(int port, String from) {
        this.port = port;
        this.from = from;
    }

    public static Http to(Perigee server) {
        return to(server.port());
    }

    /** To whatever listens on this port of the machine. */
    public static Http to(int port) {
        return new Http(port, "127.0.0.1");
    }

    /** From another address of 127.0.0.0/8. */
    public Http from(String address) {
        return copy(address);
    }

    private Http copy(String address) {
        var copy = new Http(port, address);
        copy.headers.addAll(headers);
        return copy;
    }

    /** With one more header; one of the same name stays beside it. */
    public Http with(String name, String value) {
        var copy = copy(from);
        copy.headers.add(new String[] {name, value});
        return copy;
    }

    public Http bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json);
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, json);
    }

    /** A body is sent as JSON unless a header of this client says otherwise. */
    public Answer send(String method, String path, String body) {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer sendBytes(String method, String path, byte[] body) {
        var head = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\n");
        if (none("host")) {
            head.append("Host: localhost:").append(port).append("\r\n");
        }
        if (body != null && none("content-type")) {
            head.append("Content-Type: application/json\r\n");
        }
        if (body != null && none("content-length") && none("transfer-encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        headers.forEach(
                header -> head.append(header[0]).append(": ").append(header[1]).append("\r\n"));
        if (none("connection")) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        return exchange(head.toString().getBytes(StandardCharsets.UTF_8), body == null ? new byte[0] : body);
    }

    private boolean none(String name) {
        return headers.stream().noneMatch(header -> header[0].equalsIgnoreCase(name));
    }

    private Answer exchange(byte[] head, byte[] body) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 5_000);
            var out = socket.getOutputStream();
            try {
                out.write(head);
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // The server may answer and hang up before it has read all; the answer is what counts.
            }
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer read(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (IOException e) {
            // A reset after the answer.
        }
        byte[] bytes = all.toByteArray();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("No answer: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(":", 2);
            headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                    .add(parts[1].strip());
        }
        String raw = text.substring(end + 4);
        boolean chunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
        String body = chunked ? unchunk(raw) : raw;
        boolean bytesOnly = headers.getOrDefault("content-type", List.of()).contains("application/zip");
        return new Answer(
                Integer.parseInt(lines[0].split(" ", -1)[1]),
                new HashMap<>(headers),
                bytesOnly ? body : new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String unchunk(String raw) {
        var body = new StringBuilder();
        int at = 0;
        while (at < raw.length()) {
            int line = raw.indexOf("\r\n", at);
            int size =
                    Integer.parseInt(raw.substring(at, line).split(";", -1)[0].strip(), 16);
            body.append(raw, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
            if (size == 0) {
                break;
            }
        }
        return body.toString();
    }
}
