package dev.perigee.audit;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The rows of the current transaction until it commits. Whoever writes one holds the account's chain, so they are written
 * last, when every other lock is held, and by account: two transactions can never wait for each other's chain.
 */
final class Unwritten implements TransactionSynchronization {

    private record Row(AccountId account, NewRow row) {}

    private final BiConsumer<AccountId, NewRow> writer;
    private final List<Row> rows = new ArrayList<>();

    private Unwritten(BiConsumer<AccountId, NewRow> writer) {
        this.writer = writer;
    }

    /** Those of the current transaction. */
    static Unwritten current(BiConsumer<AccountId, NewRow> writer) {
        for (var each : TransactionSynchronizationManager.getSynchronizations()) {
            if (each instanceof Unwritten known) {
                return known;
            }
        }
        var unwritten = new Unwritten(writer);
        TransactionSynchronizationManager.registerSynchronization(unwritten);
        return unwritten;
    }

    void add(AccountId account, NewRow row) {
        rows.add(new Row(account, row));
    }

    /** Who is erased in the transaction is named in none of its rows. */
    void forget(UserId user) {
        rows.replaceAll(row -> new Row(row.account(), row.row().forgetting(user)));
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        rows.sort(Comparator.comparing(row -> row.account().toString()));
        rows.forEach(row -> writer.accept(row.account(), row.row()));
        rows.clear();
    }
}
