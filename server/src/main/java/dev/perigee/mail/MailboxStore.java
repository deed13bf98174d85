package dev.perigee.mail;

import dev.perigee.secret.Sealed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class MailboxStore {

    private static final int SHOWN = 200;

    record Kept(UUID id, Sealed text) {}

    private final JdbcClient jdbc;

    MailboxStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A mail that comes a second time, because its sender was killed over it, is kept once. */
    void add(UUID id, String recipient, Sealed text, Instant sentAt) {
        jdbc.sql("""
                insert into mailbox (id, recipient, sealed, sent_at) values (:id, :recipient, :sealed, :sent)
                on conflict (id) do nothing
                """)
                .param("id", id)
                .param("recipient", recipient)
                .param("sealed", text.bytes())
                .param("sent", OffsetDateTime.ofInstant(sentAt, ZoneOffset.UTC))
                .update();
    }

    List<Kept> list(@Nullable String recipient) {
        return jdbc.sql("""
                select id, sealed from mailbox
                 where cast(:recipient as text) is null or recipient = :recipient
                 order by sent_at desc, id desc
                 limit :shown
                """)
                .param("recipient", recipient)
                .param("shown", SHOWN)
                .query((row, n) -> new Kept(row.getObject("id", UUID.class), Sealed.of(row.getBytes("sealed"))))
                .list();
    }

    Optional<Kept> find(UUID id) {
        return jdbc.sql("select id, sealed from mailbox where id = :id")
                .param("id", id)
                .query((row, n) -> new Kept(row.getObject("id", UUID.class), Sealed.of(row.getBytes("sealed"))))
                .optional();
    }

    void empty() {
        jdbc.sql("delete from mailbox").update();
    }
}
