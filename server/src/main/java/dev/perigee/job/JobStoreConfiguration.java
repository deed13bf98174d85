package dev.perigee.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobSettings.class)
class JobStoreConfiguration {

    private static final int SILENT_HEARTBEATS = 6;

    /** How long a stop waits for jobs, before it interrupts them: they begin anew elsewhere. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** It joins the transactions of whoever begins a job: the job is there if, and only if, its reason is. */
    @Bean
    Scheduler scheduler(DataSource dataSource, List<Job> jobs, JobSettings settings) {
        List<Task<?>> tasks =
                jobs.stream().<Task<?>>map(job -> new JobTask(job).task()).toList();
        return Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), tasks)
                .tableName("job")
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .executorService(Executors.newFixedThreadPool(
                        settings.threads(), Thread.ofVirtual().name("job-", 1).factory()))
                .threads(settings.threads())
                .pollUsingLockAndFetch(0.5, 1)
                .pollingInterval(settings.heartbeat().dividedBy(2))
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(SILENT_HEARTBEATS)
                .shutdownMaxWait(PATIENCE)
                .build();
    }
}
