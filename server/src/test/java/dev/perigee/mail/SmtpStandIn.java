package dev.perigee.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A mail server that speaks just enough SMTP (RFC 5321) to take a mail or to refuse one receiver. */
final class SmtpStandIn implements AutoCloseable {

    private final ServerSocket server;
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();

    SmtpStandIn() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Answers this receiver with a reply such as {@code 550 No such user} from now on. */
    void refuse(String receiver, String reply) {
        refusals.put(receiver, reply);
    }

    void acceptAgain(String receiver) {
        refusals.remove(receiver);
    }

    /** How many mails this receiver got. */
    long takenFor(String receiver) {
        return taken.stream().filter(receiver::equals).count();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            say(client, "220 stand-in");
            String receiver = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(java.util.Locale.ROOT);
                switch (command) {
                    case "RCPT" -> {
                        receiver = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        say(client, refusals.getOrDefault(receiver, "250 fine"));
                    }
                    case "DATA" -> {
                        say(client, "354 go on");
                        while (!".".equals(in.readLine())) {
                            // Nobody asks what it says.
                        }
                        taken.add(receiver);
                        say(client, "250 taken");
                    }
                    case "QUIT" -> say(client, "221 bye");
                    default -> say(client, "250 fine");
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
