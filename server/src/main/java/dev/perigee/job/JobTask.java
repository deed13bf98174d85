package dev.perigee.job;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.MaxRetriesFailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.perigee.database.AccountId;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job in the form in which db-scheduler runs it: what it is about is its name there, and there is no other data. */
record JobTask(Job job) {

    private static final Logger LOG = LoggerFactory.getLogger(JobTask.class);
    private static final int RETRIES = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);

    static TaskInstance<Void> instance(String job, AccountId account, UUID id) {
        return new TaskInstance<>(job, account + "/" + id);
    }

    Task<Void> task() {
        var later = new ExponentialBackoffFailureHandler<Void>(FIRST_WAIT, 3);
        return Tasks.oneTime(job.name())
                .onFailure(new MaxRetriesFailureHandler<>(
                        RETRIES, later, (ended, operations) -> giveUp(ended.getExecution().taskInstance)))
                .execute((instance, context) -> run(instance));
    }

    private void run(TaskInstance<?> instance) {
        try {
            job.run(account(instance), about(instance));
        } catch (RuntimeException e) {
            LOG.error("The job {} has failed", instance, e);
            throw e;
        }
    }

    private void giveUp(TaskInstance<?> instance) {
        job.giveUp(account(instance), about(instance));
    }

    private static AccountId account(TaskInstance<?> instance) {
        return new AccountId(
                UUID.fromString(instance.getId().substring(0, instance.getId().indexOf('/'))));
    }

    private static UUID about(TaskInstance<?> instance) {
        return UUID.fromString(instance.getId().substring(instance.getId().indexOf('/') + 1));
    }
}
