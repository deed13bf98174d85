package dev.perigee.log;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Keeps the days of the request log: makes those to come, drops those past retention, also while the log is off. */
class RequestLogPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogPartitions.class);

    private final RequestLogStore store;
    private final Duration retention;

    RequestLogPartitions(RequestLogStore store, Duration retention) {
        this.store = store;
        this.retention = retention;
        mend();
    }

    @Scheduled(initialDelay = 60, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void mend() {
        try {
            store.maintain(retention);
        } catch (SQLException e) {
            LOG.warn("The request log's partitions cannot be kept ({})", e.getMessage());
        }
    }
}
