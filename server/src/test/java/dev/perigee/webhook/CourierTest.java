package dev.perigee.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.perigee.testing.ReceiverStandIn;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message goes where none may go, whatever names and answers say; and each attempt ends. */
class CourierTest {

    private static final Courier.Result NOTHING = new Courier.Result(null);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private static WebhookSettings settings(Duration timeout) {
        return new WebhookSettings(
                false,
                timeout,
                timeout.multipliedBy(2),
                List.of(),
                5,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofDays(3));
    }

    private static InetAddress[] system(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    private static Courier courier(PublicAddresses.Names names, boolean allowLoopback, Duration timeout) {
        return new Courier(new PublicAddresses(names, allowLoopback), settings(timeout));
    }

    private static Courier.Result post(Courier courier, String url) throws IOException {
        try (courier) {
            return courier.post(URI.create(url), Map.of("webhook-id", "1"), BODY);
        }
    }

    private static Courier.Result onLoopback(String url, Duration timeout) throws IOException {
        return post(courier(CourierTest::system, true, timeout), url);
    }

    @ParameterizedTest(name = "S-140: nothing is sent to {0}")
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "localhost",
                "localhost.",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0.0.0.0",
                "[::]"
            })
    void nothing_is_sent_to_this_machine(String host) throws IOException {
        try (var sink = new ReceiverStandIn()) {
            String url = "http://" + host + ':' + URI.create(sink.url()).getPort() + "/";
            var result = post(courier(CourierTest::system, false, Duration.ofSeconds(5)), url);
            assertThat(result).isEqualTo(NOTHING);
            assertThat(sink.received()).isEmpty();
        }
    }

    @ParameterizedTest(name = "S-140: {0} is not public")
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "100::1",
                "3fff::1",
                "5f00::1"
            })
    void addresses_of_networks_inside_are_not_public(String address) {
        var addresses = new PublicAddresses(CourierTest::system, false);
        assertThat(addresses.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.169.0.1", "2606:4700::1111", "2a00::1"})
    void others_are(String address) {
        var addresses = new PublicAddresses(CourierTest::system, false);
        assertThat(addresses.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    @DisplayName("S-140: where loopback is allowed, for development, nothing else is")
    void with_loopback_nothing_else_is_allowed() {
        var addresses = new PublicAddresses(CourierTest::system, true);
        assertThat(addresses.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(addresses.allows(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(addresses.allows(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(addresses.allows(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
    }

    @Test
    @DisplayName(
            "S-141: a name that leads outside first and inside then is looked up once; what was checked is connected to")
    void a_name_that_changes_leads_nowhere_else() throws IOException {
        var asked = new AtomicInteger();
        // Nobody listens at the first one; at the second, which the sink has, nothing may arrive.
        PublicAddresses.Names lying = host ->
                new InetAddress[] {asked.incrementAndGet() == 1 ? InetAddress.ofLiteral("127.0.0.2") : LOOPBACK};
        try (var sink = new ReceiverStandIn()) {
            var courier = courier(lying, true, Duration.ofSeconds(5));
            String url = "http://rebinding.example:" + URI.create(sink.url()).getPort() + "/";
            assertThat(post(courier, url)).isEqualTo(NOTHING);
            assertThat(asked.get()).isEqualTo(1);
            assertThat(sink.received()).isEmpty();
        }
    }

    private static InetAddress publicAddress() {
        return InetAddress.ofLiteral("1.0.0.0");
    }

    @Test
    @DisplayName("S-141: a name with one address outside and one inside is refused whole")
    void a_mixed_answer_is_refused() throws IOException {
        PublicAddresses.Names mixed = host -> new InetAddress[] {publicAddress(), LOOPBACK};
        try (var sink = new ReceiverStandIn()) {
            var courier = courier(mixed, false, Duration.ofSeconds(2));
            String url = "http://mixed.example:" + URI.create(sink.url()).getPort() + "/";
            assertThat(post(courier, url)).isEqualTo(NOTHING);
            assertThat(sink.received()).isEmpty();
        }
    }

    @ParameterizedTest(name = "S-142: a {0} is a failure and leads nowhere")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void no_redirect_is_followed(int status) throws IOException {
        try (var sink = new ReceiverStandIn();
                var raw = new Raw("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + sink.url()
                        + "\r\nContent-Length: 0\r\n\r\n")) {
            var result = onLoopback(raw.url(), Duration.ofSeconds(5));
            assertThat(result.status()).isEqualTo(status);
            assertThat(result.delivered()).isFalse();
            assertThat(sink.received()).isEmpty();
        }
    }

    @Test
    @DisplayName("S-145: who never answers, dribbles, or never ends is cut off")
    void every_attempt_ends() throws IOException {
        var cap = Duration.ofMillis(700);
        try (var silent = new Raw("");
                var dribbling = new Raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x", 1_000);
                var headers = new Raw("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n", 1_000_000);
                var endless = new Raw("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(10_000), 1_000_000)) {
            assertThat(onLoopback(silent.url(), cap)).isEqualTo(NOTHING);
            assertThat(onLoopback(dribbling.url(), cap)).isEqualTo(NOTHING);
            assertThat(onLoopback(headers.url(), Duration.ofSeconds(10))).isEqualTo(NOTHING);
            assertThat(onLoopback(endless.url(), Duration.ofSeconds(10)).status())
                    .isEqualTo(200);
            assertThat(endless.sent()).isLessThan(100_000_000);
            assertThat(onLoopback(silent.url().replace("http:", "https:"), cap)).isEqualTo(NOTHING);
        }
    }

    @Test
    @DisplayName("S-145: a name whose look-up hangs is cut off as well")
    void a_look_up_that_hangs_ends() throws IOException {
        PublicAddresses.Names hanging = host -> {
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        assertThat(post(courier(hanging, false, Duration.ofMillis(300)), "https://slow.example/"))
                .isEqualTo(NOTHING);
    }

    @Test
    @DisplayName(
            "S-147: only a certificate of that host, in its time, and from an authority that is believed in will do")
    void certificates_are_checked(@TempDir Path folder) throws Exception {
        var authority = new Authority(folder);
        var good = authority.issue("good", "dns:good.example", "-1d");
        var expired = authority.issue("expired", "dns:good.example", "-30d");
        var other = authority.issue("other", "dns:other.example", "-1d");
        assertThat(authority.post(good, authority.trusted())).isEqualTo(new Courier.Result(204));
        assertThat(authority.post(expired, authority.trusted())).isEqualTo(NOTHING);
        assertThat(authority.post(other, authority.trusted())).isEqualTo(NOTHING);
        assertThat(authority.post(good, SSLContext.getDefault()))
                .as("by nobody known")
                .isEqualTo(NOTHING);
    }

    /** A receiver that says what it is told to, byte by byte, and then waits. */
    private static final class Raw implements AutoCloseable {

        private final ServerSocket server;
        private final String head;
        private final String more;
        private final int times;
        private final AtomicInteger sent = new AtomicInteger();
        private final List<Socket> clients = new ArrayList<>();

        Raw(String head) throws IOException {
            this(head, "", 0);
        }

        Raw(String head, String more, int times) throws IOException {
            this.server = new ServerSocket(0, 10, LOOPBACK);
            this.head = head;
            this.more = more;
            this.times = times;
            Thread.ofVirtual().start(this::serve);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort() + "/";
        }

        long sent() {
            return sent.get();
        }

        private void serve() {
            try {
                while (true) {
                    var client = server.accept();
                    clients.add(client);
                    Thread.ofVirtual().start(() -> answer(client));
                }
            } catch (IOException e) {
                // Closed at the end of the test.
            }
        }

        private void answer(Socket client) {
            try {
                if (client.getInputStream().read() < 0) {
                    return;
                }
                var out = client.getOutputStream();
                write(out, head);
                for (int i = 0; i < times; i++) {
                    write(out, more);
                    pause();
                }
            } catch (IOException e) {
                // The other side has hung up, as it should.
            }
        }

        private void write(OutputStream out, String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            sent.addAndGet(text.length());
        }

        /** Only one that says a byte at a time takes its time over it. */
        private void pause() {
            if (more.length() == 1) {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (var client : clients) {
                client.close();
            }
        }
    }

    /** Issues certificates by the JDK's keytool. */
    private static final class Authority {

        private static final char[] PASSWORD = "changeit".toCharArray();

        private final Path folder;

        Authority(Path folder) throws Exception {
            this.folder = folder;
            keytool("ca.p12", "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-keyalg", "EC", "-ext", "bc:c");
            keytool("ca.p12", "-exportcert", "-alias", "ca", "-file", "ca.crt");
        }

        private void keytool(String store, String... arguments) throws Exception {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(arguments));
            command.addAll(List.of("-keystore", store, "-storepass", new String(PASSWORD), "-noprompt"));
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        }

        /** The store of a key with its certificate, which was valid for ten days from that start on. */
        Path issue(String name, String san, String start) throws Exception {
            String store = name + ".p12";
            keytool(store, "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC");
            keytool(store, "-certreq", "-alias", name, "-file", name + ".csr");
            keytool(
                    "ca.p12",
                    "-gencert",
                    "-alias",
                    "ca",
                    "-infile",
                    name + ".csr",
                    "-outfile",
                    name + ".crt",
                    "-ext",
                    "san=" + san,
                    "-startdate",
                    start,
                    "-validity",
                    "10");
            keytool(store, "-importcert", "-alias", "ca", "-file", "ca.crt");
            keytool(store, "-importcert", "-alias", name, "-file", name + ".crt");
            return folder.resolve(store);
        }

        SSLContext trusted() throws Exception {
            keytool("trust.p12", "-importcert", "-alias", "ca" + System.nanoTime(), "-file", "ca.crt");
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(load(folder.resolve("trust.p12")));
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        }

        private static KeyStore load(Path file) throws Exception {
            var store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return store;
        }

        /** Sends a message to {@code good.example}, which is served by that key. */
        Courier.Result post(Path key, SSLContext believed) throws Exception {
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(load(key), PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            var server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            var addresses = new PublicAddresses(host -> new InetAddress[] {LOOPBACK}, true);
            try (var courier = new Courier(addresses, settings(Duration.ofSeconds(5)), believed)) {
                var url =
                        URI.create("https://good.example:" + server.getAddress().getPort() + "/");
                return courier.post(url, Map.of(), BODY);
            } finally {
                server.stop(0);
            }
        }
    }
}
