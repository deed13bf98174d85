package dev.perigee.web;

import dev.perigee.database.Notices;
import java.time.Duration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Whether this node should get requests. A stopping node first says no and goes on answering for a while, so that a
 * load balancer can turn away before requests are refused (spring-boot#24617 tells why Boot alone is not enough).
 */
@Component
class Readiness implements SmartLifecycle {

    private static final Duration DATABASE_SILENCE = Duration.ofSeconds(2);

    private final ApplicationAvailability availability;
    private final Notices notices;
    private final Duration drain;
    private volatile boolean running;

    Readiness(ApplicationAvailability availability, Notices notices, WebSettings settings) {
        this.availability = availability;
        this.notices = notices;
        this.drain = settings.drain();
    }

    /**
     * The same answer back when ready.
     *
     * @throws Problem 503 otherwise
     */
    <T> T require(T answer) {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC
                || !notices.heardWithin(DATABASE_SILENCE)) {
            throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "not_ready").with(HttpHeaders.RETRY_AFTER, "1");
        }
        return answer;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Boot has published REFUSING_TRAFFIC by now; the web server stops in a later phase. */
    @Override
    public void stop() {
        running = false;
        try {
            Thread.sleep(drain);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
