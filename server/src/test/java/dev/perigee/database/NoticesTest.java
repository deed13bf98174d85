package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionOperations;

/** What one node has changed, all nodes hear: after the commit, and never before. */
class NoticesTest {

    private final Perigee server = Perigee.shared();
    private final Notices notices = server.bean(Notices.class);
    private final TransactionOperations transactions = server.bean(TransactionOperations.class);
    private final Queue<UUID> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger resets = new AtomicInteger();
    private final String topic = "topic_" + UUID.randomUUID();
    private final UUID id = UUID.randomUUID();

    private void subscribe() {
        notices.subscribe(topic, heard::add, resets::incrementAndGet);
    }

    /** As another node would. */
    private void notifyFromElsewhere(UUID what) {
        server.query("select pg_notify('perigee', ?)", topic + ':' + what);
    }

    @Test
    void nothing_is_published_outside_a_transaction() {
        assertThatThrownBy(() -> notices.publish(topic, id)).isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void what_is_rolled_back_is_never_told() {
        subscribe();
        transactions.executeWithoutResult(transaction -> {
            notices.publish(topic, id);
            transaction.setRollbackOnly();
        });
        var end = UUID.randomUUID();
        notifyFromElsewhere(end);
        Person.until(() -> heard.isEmpty() ? null : true);
        assertThat(heard).containsOnly(end);
    }

    @Test
    void nobody_hears_of_another_topic() {
        subscribe();
        server.query("select pg_notify('perigee', ?)", "x" + topic + ':' + id);
        var end = UUID.randomUUID();
        notifyFromElsewhere(end);
        Person.until(() -> heard.isEmpty() ? null : true);
        assertThat(heard).containsOnly(end);
    }

    @Test
    void this_node_has_heard_when_the_commit_returns() {
        subscribe();
        transactions.executeWithoutResult(transaction -> {
            notices.publish(topic, id);
            assertThat(heard).isEmpty();
        });
        assertThat(heard).contains(id);
    }

    @Test
    void another_node_hears() {
        subscribe();
        notifyFromElsewhere(id);
        Person.until(() -> heard.contains(id) ? true : null);
    }

    @Test
    @DisplayName("after a broken line the caches are emptied, because notices may have been missed")
    void a_broken_line_empties_the_caches_and_is_mended() {
        Person.until(() -> notices.fresh() ? true : null);
        subscribe();
        server.query("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name = 'perigee-notices' and datname = current_database()");
        Person.until(() -> resets.get() > 0 ? true : null);
        notifyFromElsewhere(id);
        Person.until(() -> heard.contains(id) ? true : null);
        Person.until(() -> notices.fresh() ? true : null);
    }

    @Test
    void a_notice_that_nobody_can_use_does_not_make_this_node_deaf() {
        try (var alone = Perigee.alone()) {
            alone.bean(Notices.class).subscribe(topic, heard::add, () -> {});
            alone.bean(Notices.class)
                    .subscribe(
                            "failing",
                            what -> {
                                throw new IllegalStateException("A listener that fails");
                            },
                            () -> {});
            // What is told before it listens, nobody hears.
            Person.until(() -> alone.bean(Notices.class).fresh() ? true : null);
            alone.query("select pg_notify('perigee', 'no id at all')");
            alone.query("select pg_notify('perigee', ?)", topic + ":not-a-uuid");
            alone.query("select pg_notify('perigee', ?)", "failing:" + id);
            alone.query("select pg_notify('perigee', ?)", topic + ':' + id);
            Person.until(() -> heard.contains(id) ? true : null);
        }
    }
}
