package dev.perigee.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.perigee.database.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Hands work over to whichever node is free. */
@Component
public class Jobs implements SmartLifecycle {

    /** After the database and before the web server, as the post. */
    private static final int PHASE = 100;

    private final Scheduler scheduler;
    private final Clock clock;
    private volatile boolean running;

    Jobs(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * Begins a job if, and only if, the current transaction commits.
     *
     * @param job the {@link Job#name} of it
     * @param id of what it is about
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(String job, AccountId account, UUID id) {
        begin(job, account, id, Duration.ZERO);
    }

    /** The same after some time. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(String job, AccountId account, UUID id, Duration wait) {
        scheduler.schedule(JobTask.instance(job, account, id), clock.instant().plus(wait));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.triggerCheckForDueExecutions();
            }
        });
    }

    @Override
    public void start() {
        scheduler.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
