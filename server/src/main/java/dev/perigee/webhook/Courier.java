package dev.perigee.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Carries one message to a receiver, who may be anybody: it connects to public addresses only, follows no redirect, and
 * ends in time whatever comes back.
 */
@Component
class Courier implements AutoCloseable {

    /**
     * What came of it.
     *
     * @param status of the receiver's answer; null when there was none. Why is not told: a customer could find out by it
     *     what there is in our network
     */
    record Result(@Nullable Integer status) {

        private static final Result NONE = new Result(null);

        /** Whether the receiver has it: any status of 2xx, by the Standard Webhooks specification. */
        boolean delivered() {
            return status != null && status / 100 == 2;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_CONNECTIONS = 4_096;
    private static final int MOST_TO_ONE_HOST = 512;

    private final Duration timeout;
    private final CloseableHttpClient client;

    @Autowired
    Courier(PublicAddresses addresses, WebhookSettings settings) {
        this(addresses, settings, SSLContexts.createSystemDefault());
    }

    /** With other certificates to believe in. */
    Courier(PublicAddresses addresses, WebhookSettings settings, SSLContext tls) {
        this.timeout = settings.timeout();
        this.client = HttpClients.custom()
                .setConnectionManager(connections(addresses, tls, Timeout.of(timeout)))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(timeout))
                        .setResponseTimeout(Timeout.of(timeout))
                        .build())
                .setUserAgent("Perigee-Webhooks/1")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(
            PublicAddresses addresses, SSLContext tls, Timeout timeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Checked(addresses))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(100)
                                .setMaxLineLength(8_192)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(timeout).build())
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_TO_ONE_HOST)
                .build();
    }

    /** The client connects to what this answers and looks up nothing itself, so no second answer can lead elsewhere. */
    private static final class Checked extends SystemDefaultDnsResolver {

        private final PublicAddresses addresses;

        Checked(PublicAddresses addresses) {
            this.addresses = addresses;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return addresses.of(host);
        }
    }

    /** Sends a message. It returns within {@code perigee.webhook.timeout}. */
    Result post(URI url, Map<String, String> headers, byte[] body) {
        var request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        // Looking up a name has no time limit of its own, and each further byte of an answer begins the others anew.
        var sending = new FutureTask<>(() -> send(request));
        Thread.ofVirtual().name("webhook-post").start(sending);
        try {
            return sending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("No answer from {}", url.getHost(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        request.cancel();
        sending.cancel(true);
        return Result.NONE;
    }

    private Result send(HttpPost request) throws IOException {
        try (var answer = client.executeOpen(null, request, null)) {
            var entity = answer.getEntity();
            if (entity != null) {
                // What comes to its end leaves the connection for the next message; closing the answer cuts off all
                // else.
                var _ = entity.getContent().readNBytes(MOST_BYTES);
            }
            return new Result(answer.getCode());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
