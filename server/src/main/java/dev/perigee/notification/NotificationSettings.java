package dev.perigee.notification;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When members are told.
 *
 * @param mailDelay how long a mail waits for what happens at the same time, which then stands in it too
 * @param stream how long a stream lasts at most, before its client has to open another
 */
@ConfigurationProperties("perigee.notification")
record NotificationSettings(Duration mailDelay, Duration stream) {}
