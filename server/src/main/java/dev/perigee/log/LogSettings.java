package dev.perigee.log;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is kept of requests.
 *
 * @param enabled whether every API request is a row (ENABLE_API_LOGS)
 * @param retention after how long a day's rows are dropped
 */
@ConfigurationProperties("perigee.log")
record LogSettings(boolean enabled, Duration retention) {}
