package dev.perigee.database;

import java.util.stream.Stream;

/**
 * What a feature keeps for an account, so that an owner can take all of it along. Every table with an {@code account_id}
 * has one, or a reason not to, which a test asks for.
 */
public interface AccountData {

    /** How many rows a statement may fetch at a time: few enough for any heap, and no round trip for each. */
    int FETCH = 500;

    /** The table, which names the file in the archive too. */
    String table();

    /**
     * The account's rows, oldest first, as records whose fields are written as JSON. Never a hash, a secret, or a sealed
     * value. It is called in a transaction of that account, and the stream is closed by whoever reads it; its
     * statement needs a fetch size, or PostgreSQL's driver keeps all of the rows in memory.
     */
    Stream<?> rows(AccountId account);
}
