package dev.perigee.webhook;
import java.net.URI;
import java.net.http.*;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
@Component
class Courier {
    record Result(@Nullable Integer status, Duration took) { boolean delivered() { return status != null && status / 100 == 2; } }
    private final HttpClient client = HttpClient.newHttpClient();
    Result post(URI url, Map<String, String> headers, byte[] body) {
        var r = HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(body)).timeout(Duration.ofSeconds(15)).header("Content-Type", "application/json");
        headers.forEach(r::header);
        try { return new Result(client.send(r.build(), HttpResponse.BodyHandlers.discarding()).statusCode(), Duration.ZERO); }
        catch (Exception e) { return new Result(null, Duration.ZERO); }
    }
}
