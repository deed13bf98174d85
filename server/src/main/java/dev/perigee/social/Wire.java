package dev.perigee.social;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way to the networks: whatever becomes of them, we wait five seconds in all, read one megabyte, and go where we were
 * told to go and nowhere else.
 */
@Component
class Wire implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;

    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LONGEST)
            .executor(calls)
            .build();
    private final JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http, calls);
    private final RestClient client;
    private final RestTemplate template;
    private final JsonMapper json;

    Wire(JsonMapper json) {
        this.json = json;
        this.requests.setReadTimeout(LONGEST);
        this.client = builder().build();
        this.template = new RestTemplate(requests);
        this.template.setInterceptors(List.of(Wire::bounded));
    }

    private RestClient.Builder builder() {
        return RestClient.builder().requestFactory(requests).requestInterceptor(Wire::bounded);
    }

    /** The answer whole, or none: a large one is not read to its end, and one that leads elsewhere is not followed. */
    private static ClientHttpResponse bounded(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        try (var answer = execution.execute(request, body)) {
            var status = answer.getStatusCode();
            if (status.is3xxRedirection() || status.is5xxServerError()) {
                throw new IOException("it answered " + status.value());
            }
            byte[] read = answer.getBody().readNBytes(MOST_BYTES + 1);
            if (read.length > MOST_BYTES) {
                throw new IOException("it answered more than " + MOST_BYTES + " bytes");
            }
            return new Whole(status, answer.getHeaders(), read);
        }
    }

    /** An answer that has been read. */
    private static final class Whole implements ClientHttpResponse {

        private final HttpStatusCode status;
        private final HttpHeaders headers;
        private final byte[] body;

        Whole(HttpStatusCode status, HttpHeaders headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        @Override
        public HttpStatusCode getStatusCode() {
            return status;
        }

        @Override
        public String getStatusText() {
            return "";
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public void close() {}
    }

    /** Changes a code for tokens (RFC 6749 §4.1.3, with the verifier of RFC 7636). */
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(builder()
                .configureMessageConverters(converters -> {
                    converters.addCustomConverter(new FormHttpMessageConverter());
                    converters.addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    /** For what asks by itself: the keys of a network. */
    RestTemplate template() {
        return template;
    }

    /** What stands at an address, for whoever has the token. */
    JsonNode json(String address, @Nullable String token) {
        byte[] answer = client.get()
                .uri(URI.create(address))
                .accept(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    headers.set(HttpHeaders.USER_AGENT, "Perigee");
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                })
                .retrieve()
                .body(byte[].class);
        return json.readTree(answer == null ? new byte[0] : answer);
    }

    /**
     * The outcome of a talk with a network, however many requests it takes.
     *
     * @throws IOException when the network is away, slow, or at odds with itself
     * @throws RuntimeException for whatever else the talk throws
     */
    <T> T within(Callable<T> talk) throws IOException {
        var coming = calls.submit(talk);
        try {
            return coming.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + LONGEST.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this server is stopping", e);
        } finally {
            coming.cancel(true);
        }
    }

    /** A talk that failed on the way, however deep that stands, is told from one that came to a wrong end. */
    private static RuntimeException cause(ExecutionException failed) throws IOException {
        for (Throwable at = failed.getCause(); at != null; at = at.getCause()) {
            if (at instanceof IOException broken) {
                throw broken;
            }
        }
        return failed.getCause() instanceof RuntimeException wrong
                ? wrong
                : new IllegalStateException("A talk with a network failed", failed);
    }

    /** Lets go of talks that are under way. */
    @Override
    public void close() {
        http.shutdownNow();
        calls.shutdownNow();
    }
}
