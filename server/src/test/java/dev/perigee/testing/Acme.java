package dev.perigee.testing;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.perigee.inbound.WebhookProvider;
import dev.perigee.secret.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service that sends webhooks by the Standard Webhooks specification, signed by the official library. Every server of
 * the tests listens to it.
 */
@Component
public final class Acme implements WebhookProvider {

    /** What it signs with. */
    public static final String SECRET = WebhookSignature.newSecret();

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private volatile List<String> secrets = List.of(SECRET);
    private volatile CountDownLatch gate = new CountDownLatch(0);

    Acme(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The headers of a message that it sends at that time. */
    public static Map<String, String> headers(String id, Instant time, String body, String secret) {
        try {
            return Map.of(
                    "webhook-id",
                    id,
                    "webhook-timestamp",
                    Long.toString(time.getEpochSecond()),
                    "webhook-signature",
                    new Webhook(secret).sign(id, time.getEpochSecond(), body));
        } catch (WebhookSigningException | com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What this server takes for its secrets from now on. */
    public void secrets(String... known) {
        secrets = List.of(known);
    }

    /** Lets no event of the type {@code slow} end until {@link #release}. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void release() {
        gate.countDown();
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Optional<Event> verify(HttpHeaders headers, byte[] body, Instant now) {
        return WebhookSignature.verify(headers::getFirst, body, secrets, now)
                .map(id -> new Event(id, read(body).path("type").asString("")));
    }

    /** Counts what it is told to, and fails when told so. */
    @Override
    public void process(Event event, byte[] body) {
        if (event.type().equals("count")) {
            count(read(body).path("what").asString());
        } else if (event.type().equals("fail")) {
            count(event.id());
            throw new IllegalStateException(new String(body, StandardCharsets.UTF_8));
        } else if (event.type().equals("slow")) {
            count(event.id());
            awaitRelease();
        }
    }

    /** In a table that only the tests about it make. */
    private void count(String what) {
        jdbc.sql("insert into acme_count (what) values (:what)")
                .param("what", what)
                .update();
    }

    private void awaitRelease() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode read(byte[] body) {
        return json.readTree(body);
    }
}
