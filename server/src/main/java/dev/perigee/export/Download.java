package dev.perigee.export;

import dev.perigee.database.AccountId;
import dev.perigee.secret.Vault;
import dev.perigee.web.Caller;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Hands an archive over piece by piece, each in a short transaction: a slow reader holds no connection. */
@Component
class Download {

    static final String ZIP = "application/zip";

    private final Exports exports;
    private final ExportStore store;
    private final Vault vault;
    private final TransactionOperations transactions;

    Download(Exports exports, ExportStore store, Vault vault, TransactionOperations transactions) {
        this.exports = exports;
        this.store = store;
        this.vault = vault;
        this.transactions = transactions;
    }

    /** The archive is gone afterwards, whether or not all of it arrived. */
    void send(Caller caller, String token, HttpServletResponse response) throws IOException {
        var export = exports.take(caller, token);
        response.setContentType(ZIP);
        response.setContentLengthLong(Objects.requireNonNull(export.bytes()));
        response.setHeader("Content-Disposition", "attachment; filename=\"account.zip\"");
        try {
            write(caller.account(), export.id(), response);
        } finally {
            transactions.executeWithoutResult(transaction -> store.deleteChunks(caller.account(), export.id()));
        }
    }

    private void write(AccountId account, UUID id, HttpServletResponse response) throws IOException {
        var out = response.getOutputStream();
        byte[] chunk = chunk(account, id, 0);
        for (int next = 1; chunk != null; next++) {
            out.write(chunk);
            chunk = chunk(account, id, next);
        }
        out.flush();
    }

    private byte @Nullable [] chunk(AccountId account, UUID id, int number) {
        return Objects.requireNonNull(transactions.execute(transaction -> store.chunk(account, id, number)))
                .map(bytes -> vault.openBytes(ChunkedOutput.place(id, number), bytes))
                .orElse(null);
    }
}
