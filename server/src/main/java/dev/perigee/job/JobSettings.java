package dev.perigee.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much a node does behind the requests.
 *
 * @param threads so many jobs at once, and so many connections at most
 * @param heartbeat how often a node says that it is still at work
 */
@ConfigurationProperties("perigee.job")
record JobSettings(int threads, Duration heartbeat) {

    JobSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("perigee.job.threads must be a number from 1");
        }
        if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("perigee.job.heartbeat must be a time from 1s");
        }
    }
}
