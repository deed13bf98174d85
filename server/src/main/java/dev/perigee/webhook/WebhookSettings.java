package dev.perigee.webhook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How webhooks are sent.
 *
 * @param allowLoopback whether a receiver may listen on this machine (WEBHOOK_ALLOW_LOOPBACK); for development only
 * @param timeout how long an attempt may take, from the look-up of the name to the last byte of the answer
 * @param lease after how long a delivery that a killed node was sending is taken up by another; longer than the timeout
 * @param waits between the attempts of a delivery, the first one at once: so many and one more are made
 * @param patience after how many failures in a row a webhook is left alone for a while
 * @param rest for how long, at first; twice as long after each further failure
 * @param longestRest for how long at most
 * @param giveUp after how long without success a webhook is paused
 */
@ConfigurationProperties("perigee.webhook")
record WebhookSettings(
        boolean allowLoopback,
        Duration timeout,
        Duration lease,
        List<Duration> waits,
        int patience,
        Duration rest,
        Duration longestRest,
        Duration giveUp) {

    WebhookSettings {
        if (lease.compareTo(timeout) <= 0) {
            throw new IllegalArgumentException("perigee.webhook.lease must be longer than perigee.webhook.timeout");
        }
        if (patience < 1) {
            throw new IllegalArgumentException("perigee.webhook.patience must be a number from 1");
        }
    }
}
