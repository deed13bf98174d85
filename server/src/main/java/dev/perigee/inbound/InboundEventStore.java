package dev.perigee.inbound;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.secret.Sealed;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class InboundEventStore {

    /** One that was taken to be processed; this attempt is among its attempts. */
    record Taken(UUID id, String provider, WebhookProvider.Event event, Sealed body, int attempts) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    InboundEventStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** What an event's sealed body is bound to. */
    static String place(UUID id) {
        return "inbound/" + id;
    }

    /** False when the provider has told it before. */
    boolean add(UUID id, String provider, WebhookProvider.Event event, Sealed body) {
        return jdbc.sql("""
                insert into inbound_event (id, provider, event_id, type, sealed)
                values (:id, :provider, :event, :type, :sealed) on conflict (provider, event_id) do nothing
                """)
                        .param("id", id)
                        .param("provider", provider)
                        .param("event", event.id())
                        .param("type", event.type())
                        .param("sealed", body.bytes())
                        .update()
                == 1;
    }

    /** Takes one of these providers' for the length of the lease; no other node takes it meanwhile. */
    Optional<Taken> take(Collection<String> providers, Duration lease) {
        return acrossAccounts
                .sql("""
                update inbound_event
                   set attempts = attempts + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
                 where id in (select id from inbound_event
                               where state = 'waiting' and next_attempt_at <= now() and provider in (:providers)
                               order by next_attempt_at
                               limit 1
                                 for update skip locked)
                returning id, provider, event_id, type, sealed, attempts
                """)
                .param("lease", lease.toMillis())
                .param("providers", providers)
                .query((row, n) -> new Taken(
                        row.getObject("id", UUID.class),
                        row.getString("provider"),
                        new WebhookProvider.Event(row.getString("event_id"), row.getString("type")),
                        Sealed.of(row.getBytes("sealed")),
                        row.getInt("attempts")))
                .optional();
    }

    /** In the transaction that processes it; false when another node has done so, after this one's lease was over. */
    boolean end(UUID id) {
        return jdbc.sql("""
                update inbound_event set state = 'processed', sealed = null, ended_at = now(), last_error = null
                 where id = :id and state = 'waiting'
                """).param("id", id).update() == 1;
    }

    void retry(UUID id, Duration after, String error) {
        acrossAccounts
                .sql("""
                update inbound_event
                   set next_attempt_at = now() + :after * interval '1 millisecond', last_error = :error
                 where id = :id and state = 'waiting'
                """)
                .param("after", after.toMillis())
                .param("error", error)
                .param("id", id)
                .update();
    }

    /** Its body stays as long as it does, for whoever mends the cause and has it tried again. */
    void park(UUID id, String error) {
        acrossAccounts.sql("""
                update inbound_event set state = 'parked', ended_at = now(), last_error = :error
                 where id = :id and state = 'waiting'
                """).param("error", error).param("id", id).update();
    }

    /** Long after any service has stopped repeating itself. */
    @Scheduled(initialDelay = 14, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from inbound_event where id in (
                    select id from inbound_event
                     where state <> 'waiting' and ended_at < now() - interval '30 days' limit :bite)
                """).param("bite", bite).update());
    }
}
