package dev.perigee.api;

import dev.perigee.api.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The way in: clients that send a credential, and what a refusal says. The rest is made from the API's description. */
public final class Perigee {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Perigee() {}

    /**
     * A client that sends an API key, as it stands.
     *
     * @param address the server's, such as {@code https://app.example.com}
     */
    public static ApiClient withKey(String address, String key) {
        return client(address, () -> "Basic " + key);
    }

    /**
     * A client that acts in a session.
     *
     * @param address the server's, such as {@code https://app.example.com}
     * @param token tells the access token, and is asked before each request
     */
    public static ApiClient withToken(String address, Supplier<String> token) {
        return client(address, () -> "Bearer " + token.get());
    }

    private static ApiClient client(String address, Supplier<String> authorization) {
        var client = new ApiClient();
        client.updateBaseUri(address);
        client.setConnectTimeout(PATIENCE);
        client.setReadTimeout(PATIENCE);
        client.setRequestInterceptor(request -> request.setHeader("Authorization", authorization.get()));
        return client;
    }

    /** What the API said when it refused; empty when it was not the API that did, but something before it. */
    public static Optional<Problem> problem(ApiException refusal) {
        var headers = refusal.getResponseHeaders();
        if (headers == null || !headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json")) {
            return Optional.empty();
        }
        return Optional.of(ApiClient.createDefaultObjectMapper().readValue(refusal.getResponseBody(), Problem.class));
    }
}
