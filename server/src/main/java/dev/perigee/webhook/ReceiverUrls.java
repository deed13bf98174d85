package dev.perigee.webhook;

import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Which addresses a customer may give for a receiver. What can be known now is refused now; what its name leads to is
 * checked again for each connection, by {@link PublicAddresses}.
 */
@Component
class ReceiverUrls {

    /** On which web servers listen: no other door is to be knocked at from here. */
    private static final Set<Integer> PORTS = Set.of(-1, 80, 443, 8080, 8443);

    private static final int LEAST_LOOPBACK_PORT = 1024;

    /** Numbers that some program takes for an address, such as 127.1, 2130706433 and 0x7f.1. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|\\d+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern FOUR_PARTS = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final int LOOK_UP_SECONDS = 2;

    private final PublicAddresses addresses;
    private final boolean allowLoopback;
    private final URI own;
    private final MessageSource messages;

    ReceiverUrls(PublicAddresses addresses, WebhookSettings settings, WebSettings web, MessageSource messages) {
        this.addresses = addresses;
        this.allowLoopback = settings.allowLoopback();
        this.own = web.clientUrl();
        this.messages = messages;
    }

    /** The host of an address that was taken. */
    static String host(String url) {
        return String.valueOf(URI.create(url).getHost());
    }

    /** @throws Problem 422 when no receiver may be there; which of the reasons it is, is not said */
    void check(String text) {
        if (!isAllowed(text)) {
            throw refusal();
        }
    }

    private boolean isAllowed(String text) {
        try {
            var url = new URI(text);
            return url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && isAllowedHost(plain(url), url);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String plain(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    private boolean isAllowedHost(String host, URI url) {
        boolean loopback = allowLoopback && isLoopback(host);
        boolean scheme = "https".equals(url.getScheme()) || (loopback && "http".equals(url.getScheme()));
        boolean port = PORTS.contains(url.getPort()) || (loopback && url.getPort() >= LEAST_LOOPBACK_PORT);
        boolean written =
                !NUMBER.matcher(host).matches() || FOUR_PARTS.matcher(host).matches();
        return scheme && port && written && !isOwn(host, url, loopback) && leadsOutside(host);
    }

    private static boolean isLoopback(String host) {
        return "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    }

    /** Our own name may stand for an address inside: behind a proxy it often does. */
    private boolean isOwn(String host, URI url, boolean loopback) {
        return host.equals(plain(own)) && (!loopback || url.getPort() == own.getPort());
    }

    /** A name that leads nowhere, or takes too long, may be right tomorrow. */
    private boolean leadsOutside(String host) {
        var looking = new FutureTask<>(() -> addresses.of(host));
        Thread.ofVirtual().name("webhook-name").start(looking);
        try {
            return looking.get(LOOK_UP_SECONDS, TimeUnit.SECONDS).length > 0;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof ForbiddenAddressException) && e.getCause() instanceof UnknownHostException;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.overloaded(1);
        }
    }

    private Problem refusal() {
        String detail = messages.getMessage("problem.fault.receiver_url", null, LocaleContextHolder.getLocale());
        return Problem.invalid(List.of(new Problem.Fault("url", "receiver_url", detail)));
    }
}
