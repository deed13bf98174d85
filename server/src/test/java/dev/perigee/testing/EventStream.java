package dev.perigee.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** Reads server-sent events as they come, as a client in a browser does. */
public final class EventStream implements AutoCloseable {

    /** One event, or a comment, which has neither. */
    public record Event(String id, String name, JsonNode data) {}

    private static final int PATIENCE = 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private EventStream(String url, String token, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(PATIENCE));
        headers.forEach(request::header);
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    /** Opens a stream of the server; returns when it has begun. */
    public static EventStream of(Perigee server, String path, String token, Map<String, String> headers) {
        var stream = new EventStream("http://127.0.0.1:" + server.port() + path, token, headers);
        if (stream.status() == 200) {
            stream.await(stream.opened, "It did not begin");
        }
        return stream;
    }

    public int status() {
        return response.statusCode();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var fields = new HashMap<String, String>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line, fields);
            }
            ended.complete(true);
        } catch (IOException e) {
            ended.complete(false);
        }
    }

    private void read(String line, Map<String, String> fields) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        } else if (line.isEmpty()) {
            opened.complete(true);
            if (fields.containsKey("data")) {
                events.add(new Event(fields.get("id"), fields.get("event"), Json.read(fields.get("data"))));
            }
            fields.clear();
        }
    }

    /** The next event. */
    public Event next() {
        try {
            var event = events.poll(PATIENCE, TimeUnit.SECONDS);
            if (event == null) {
                throw new IllegalStateException("No event came");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many have come that nobody has asked for yet. */
    public int waiting() {
        return events.size();
    }

    /** Waits until the server has ended it; false when the connection broke instead. */
    public boolean awaitEnd() {
        return await(ended, "It did not end");
    }

    public boolean isOpen() {
        return !ended.isDone();
    }

    private boolean await(CompletableFuture<Boolean> what, String otherwise) {
        try {
            return what.get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(otherwise, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
