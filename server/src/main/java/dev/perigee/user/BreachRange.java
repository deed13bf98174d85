package dev.perigee.user;

import dev.perigee.web.BadSettingException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The range API of Have I Been Pwned, or a mirror of it. It is told the first five digits of the hash and answers with
 * all endings that it knows, so it never learns which one was meant; padding hides how many there were.
 */
final class BreachRange implements BreachedPasswords {

    private static final Logger LOG = LoggerFactory.getLogger(BreachRange.class);
    private static final int TOLD = 5;
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** An answer has some 40 kB. */
    private static final BodyHandler<String> TEXT =
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.US_ASCII), 512 * 1024);

    private static final Pattern PADDING = Pattern.compile("\\s*0+\\s*");

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(WAIT)
            .build();
    private final String base;

    /** @throws BadSettingException when this is no address of a server */
    BreachRange(String address) {
        try {
            if (new URI(address).getHost() == null) {
                throw new BadSettingException("BREACHED_PASSWORDS is an address without a host");
            }
        } catch (URISyntaxException e) {
            throw new BadSettingException("BREACHED_PASSWORDS is not an address: " + e.getReason(), e);
        }
        base = address.endsWith("/") ? address : address + '/';
    }

    @Override
    public boolean contain(String sha1) {
        String ending = sha1.substring(TOLD) + ':';
        try {
            return range(sha1.substring(0, TOLD))
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, ending, 0, ending.length()))
                    .anyMatch(line ->
                            !PADDING.matcher(line.substring(ending.length())).matches());
        } catch (IOException e) {
            LOG.warn("A password is taken unseen: the list of breached passwords is away, {}", e.getMessage());
            return false;
        }
    }

    private String range(String start) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(base + start))
                .header("Add-Padding", "true")
                .header("User-Agent", "Perigee")
                .build();
        var coming = client.sendAsync(request, TEXT);
        try {
            var answer = coming.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException("it answered " + answer.statusCode());
            }
            return answer.body();
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within a second", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this server is stopping", e);
        } finally {
            coming.cancel(true);
        }
    }
}
