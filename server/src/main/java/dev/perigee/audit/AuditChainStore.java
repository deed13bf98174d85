package dev.perigee.audit;

import dev.perigee.database.AccountId;
import dev.perigee.database.AcrossAccounts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the chains of all accounts, for whoever verifies them; changes nothing. */
@Repository
class AuditChainStore {

    /** The end of an account's chain. */
    record Head(AccountId account, long number, String hash) {}

    private static final UUID FIRST = new UUID(0, 0);

    private final JdbcClient jdbc;

    AuditChainStore(@AcrossAccounts JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The ends of the chains of the accounts after one; null for the first. */
    List<Head> heads(@Nullable AccountId after, int limit) {
        return jdbc.sql("""
                select account_id, number, hash from audit_head where account_id > :after
                 order by account_id limit :limit
                """)
                .param("after", after == null ? FIRST : after.value())
                .param("limit", limit)
                .query((row, n) ->
                        new Head(AuditStore.account(row), row.getLong("number"), AuditStore.hex(row, "hash")))
                .list();
    }

    /** The accounts that have rows, and no end of a chain. */
    List<AccountId> headless() {
        return jdbc.sql("""
                select id from account a
                 where exists (select 1 from audit r where r.account_id = a.id)
                   and not exists (select 1 from audit_head h where h.account_id = a.id)
                 order by id
                """)
                .query((row, n) -> new AccountId(row.getObject("id", UUID.class)))
                .list();
    }

    /** The rows of a chain after a number, oldest first, up to the end that was read before. */
    List<AuditRow> chain(Head head, long number, int limit) {
        return jdbc.sql("select " + AuditStore.COLUMNS + """
                  from audit
                 where account_id = :account and number > :number and number <= :end
                 order by number
                 limit :limit
                """)
                .param("account", head.account().value())
                .param("number", number)
                .param("end", head.number())
                .param("limit", limit)
                .query(AuditStore::row)
                .list();
    }
}
