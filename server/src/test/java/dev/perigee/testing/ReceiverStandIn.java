package dev.perigee.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A customer's server that takes webhooks, keeps what it got, and answers as it is told. */
public final class ReceiverStandIn implements AutoCloseable {

    /** A message as it came over the wire. */
    public record Received(Instant at, String id, String timestamp, String signature, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> next = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 204;
    private volatile String refused = "no such text";

    public ReceiverStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(
                    Instant.now(),
                    header(exchange, "webhook-id"),
                    header(exchange, "webhook-timestamp"),
                    header(exchange, "webhook-signature"),
                    body));
            gate.await();
            exchange.sendResponseHeaders(
                    body.contains(refused) ? 500 : Objects.requireNonNullElse(next.poll(), status), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            inside.decrementAndGet();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** What it got so far. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Waits until it has got so many messages, and returns all. */
    public List<Received> await(int number) {
        return Person.until(() -> received.size() >= number ? received() : null);
    }

    /** Answers every message with this status from now on. */
    public void answer(int status) {
        this.status = status;
    }

    /** Answers 500 to each message that holds this text. */
    public void refuse(String text) {
        refused = text;
    }

    /** Answers the next messages with these, one each. */
    public void answerNext(Integer... statuses) {
        next.addAll(List.of(statuses));
    }

    /** Answers nothing until {@link #release}. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void release() {
        gate.countDown();
    }

    /** How many messages it had at the same time, at most. */
    public int mostAtOnce() {
        return mostInside.get();
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.close();
    }
}
