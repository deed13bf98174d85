package dev.perigee.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * A mail server that speaks just enough SMTP (RFC 5321) to take a mail, and that can be away, refuse, dawdle, or take a
 * mail without saying so.
 */
public final class SmtpStandIn implements AutoCloseable {

    /** A mail as it came over the wire. */
    public record Taken(String receiver, String text) {

        /** The header {@code Message-ID}. */
        public String id() {
            return text.lines()
                    .filter(line -> line.startsWith("Message-ID:"))
                    .findFirst()
                    .map(line -> line.substring("Message-ID:".length()).strip())
                    .orElse("");
        }

        /** What stands after {@code #token=} in its link; empty when there is none. */
        public String token() {
            String plain = text.replace("=\n", "").replace("=3D", "=");
            int at = plain.indexOf("#token=") + "#token=".length();
            return at < "#token=".length() ? "" : plain.substring(at, at + 43);
        }
    }

    private final int port;
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final Set<String> greeted = ConcurrentHashMap.newKeySet();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Semaphore confirmations = new Semaphore(0);
    private volatile ServerSocket server;
    private volatile boolean greylisting;
    private volatile boolean holding;
    private volatile long millisPerByte;

    public SmtpStandIn() throws IOException {
        server = listen(0);
        port = server.getLocalPort();
    }

    private ServerSocket listen(int on) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), on), 50);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    public int port() {
        return port;
    }

    /** Is away from now on: connections are refused, and those that are open are cut. */
    public void leave() throws IOException {
        server.close();
        for (var client : clients) {
            client.close();
        }
    }

    /** Is there again, on the same port. */
    public void comeBack() throws IOException {
        server = listen(port);
    }

    /** Answers this receiver with a reply such as {@code 550 No such user} from now on. */
    public void refuse(String receiver, String reply) {
        refusals.put(receiver, reply);
    }

    public void acceptAgain(String receiver) {
        refusals.remove(receiver);
    }

    /** Whether the first attempt for each receiver is put off with a 451. */
    public void greylist(boolean on) {
        greylisting = on;
    }

    /** Says everything so slowly; 0 for at once. */
    public void dawdle(long millis) {
        millisPerByte = millis;
    }

    /** From now on takes mails without confirming them, until {@link #confirm}. */
    public void hold() {
        confirmations.drainPermits();
        holding = true;
    }

    /** Confirms what was held back, and everything that follows. */
    public void confirm() {
        holding = false;
        confirmations.release(10_000);
    }

    /** All mails that were taken, confirmed or not, in turn. */
    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** How many mails this receiver got. */
    public long takenFor(String receiver) {
        return taken.stream().filter(mail -> receiver.equals(mail.receiver())).count();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        clients.add(client);
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            say(client, "220 stand-in");
            String receiver = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
                switch (command) {
                    case "RCPT" -> {
                        receiver = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        say(client, replyTo(receiver));
                    }
                    case "DATA" -> take(client, in, receiver);
                    case "QUIT" -> say(client, "221 bye");
                    default -> say(client, "250 fine");
                }
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            clients.remove(client);
        }
    }

    private String replyTo(String receiver) {
        if (greylisting && greeted.add(receiver)) {
            return "451 4.7.1 Greylisted, come back later";
        }
        return refusals.getOrDefault(receiver, "250 fine");
    }

    private void take(Socket client, BufferedReader in, String receiver) throws IOException {
        say(client, "354 go on");
        var text = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("The client hung up within a mail");
            }
            text.append(line).append('\n');
        }
        taken.add(new Taken(receiver, text.toString()));
        if (holding) {
            confirmations.acquireUninterruptibly();
        }
        say(client, "250 taken");
    }

    private void say(Socket client, String reply) throws IOException {
        byte[] bytes = (reply + "\r\n").getBytes(StandardCharsets.US_ASCII);
        if (millisPerByte == 0) {
            client.getOutputStream().write(bytes);
            return;
        }
        for (byte each : bytes) {
            pause();
            client.getOutputStream().write(each);
        }
    }

    private void pause() {
        try {
            Thread.sleep(millisPerByte);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() throws IOException {
        leave();
        confirm();
    }
}
