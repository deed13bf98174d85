package dev.perigee.inbound;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How what came in is processed.
 *
 * @param lease how long a node may be at one event before another takes it
 * @param waits between the attempts; after the last one an event is parked
 */
@ConfigurationProperties("perigee.inbound")
record InboundSettings(Duration lease, List<Duration> waits) {}
