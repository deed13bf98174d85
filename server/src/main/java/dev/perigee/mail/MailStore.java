package dev.perigee.mail;

import dev.perigee.database.AcrossAccounts;
import dev.perigee.database.Bites;
import dev.perigee.secret.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

@Repository
class MailStore {

    record Waiting(UUID id, Sealed text, int attempts, boolean expired) {}

    /**
     * Mails to one address.
     *
     * @param ofKind of one kind within 24 hours
     * @param lately of the kinds that count together, within 15 minutes
     * @param today of the same, within 24 hours
     */
    record Sent(int ofKind, int lately, int today) {}

    private final JdbcClient jdbc;
    private final JdbcClient acrossAccounts;

    MailStore(JdbcClient jdbc, @AcrossAccounts JdbcClient acrossAccounts) {
        this.jdbc = jdbc;
        this.acrossAccounts = acrossAccounts;
    }

    /** What a mail's sealed text is bound to. */
    static String place(UUID mail) {
        return "mail/" + mail;
    }

    void add(UUID id, String recipient, String kind, Sealed text, @Nullable Instant expires) {
        jdbc.sql("""
                insert into mail (id, recipient, kind, sealed, expires_at)
                values (:id, :recipient, :kind, :sealed, :expires)
                """)
                .param("id", id)
                .param("recipient", recipient)
                .param("kind", kind)
                .param("sealed", text.bytes())
                .param("expires", expires == null ? null : OffsetDateTime.ofInstant(expires, ZoneOffset.UTC))
                .update();
    }

    /** Lets whoever else asks for the same address wait until the transaction ends. */
    void lock(String recipient) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('mail'), hashtext(:recipient))")
                .param("recipient", recipient)
                .query((row, n) -> true)
                .single();
    }

    /** How many mails were written to the address, those that still wait included. */
    Sent sent(String recipient, String kind, Set<String> together) {
        return jdbc.sql("""
                select count(*) filter (where kind = :kind) as of_kind,
                       count(*) filter (where kind in (:together) and created_at > now() - interval '15 minutes') as lately,
                       count(*) filter (where kind in (:together)) as today
                  from mail where recipient = :recipient and created_at > now() - interval '24 hours'
                """)
                .param("kind", kind)
                .param("together", together)
                .param("recipient", recipient)
                .query((row, n) -> new Sent(row.getInt("of_kind"), row.getInt("lately"), row.getInt("today")))
                .single();
    }

    void delete(UUID id) {
        jdbc.sql("delete from mail where id = :id").param("id", id).update();
    }

    void deleteAll(String recipient) {
        jdbc.sql("delete from mail where recipient = :recipient")
                .param("recipient", recipient)
                .update();
    }

    /** Takes a mail for the length of the lease; no other node takes it meanwhile. */
    Optional<Waiting> claim(Duration lease) {
        return acrossAccounts
                .sql("""
                update mail
                   set attempts = attempts + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
                 where id in (select id from mail
                               where state = 'waiting' and next_attempt_at <= now()
                               order by next_attempt_at
                               limit 1
                                 for update skip locked)
                returning id, sealed, attempts, coalesce(expires_at < now(), false) as expired
                """)
                .param("lease", lease.toMillis())
                .query((row, n) -> new Waiting(
                        row.getObject("id", UUID.class),
                        Sealed.of(row.getBytes("sealed")),
                        row.getInt("attempts"),
                        row.getBoolean("expired")))
                .optional();
    }

    /** Lets the lease of a mail begin anew. */
    void renew(UUID id, Duration lease) {
        acrossAccounts.sql("""
                update mail set next_attempt_at = now() + :lease * interval '1 millisecond'
                 where id = :id
                """).param("lease", lease.toMillis()).param("id", id).update();
    }

    /** Ends a mail as {@code sent}, {@code expired} or {@code dead}; its text is wiped. */
    void end(UUID id, String state, @Nullable String error) {
        acrossAccounts
                .sql("""
                update mail set state = :state, sealed = null, ended_at = now(), last_error = :error
                 where id = :id
                """)
                .param("state", state)
                .param("error", error)
                .param("id", id)
                .update();
    }

    void retry(UUID id, Duration after, String error) {
        acrossAccounts
                .sql("""
                update mail set next_attempt_at = now() + :after * interval '1 millisecond', last_error = :error
                 where id = :id
                """)
                .param("after", after.toMillis())
                .param("error", error)
                .param("id", id)
                .update();
    }

    @Scheduled(initialDelay = 7, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetEnded() {
        Bites.takeAll(bite -> acrossAccounts.sql("""
                delete from mail where id in (
                    select id from mail where state <> 'waiting' and ended_at < now() - interval '30 days'
                     limit :bite for update skip locked)
                """).param("bite", bite).update());
    }
}
