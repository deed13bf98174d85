package dev.perigee.account;

import dev.perigee.database.AccountData;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads for the archive of an account's data what this feature keeps. */
@Repository
class AccountDataStore implements AccountData {

    record AccountRow(
            AccountId id,
            String name,
            String locale,
            boolean secondFactorRequired,
            Instant createdAt,
            @Nullable Instant closedAt) {}

    record MemberRow(
            UserId user,
            String role,
            Instant createdAt,
            @Nullable Instant disabledAt) {}

    private final JdbcClient jdbc;

    AccountDataStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String table() {
        return "account";
    }

    @Override
    public Stream<AccountRow> rows(AccountId account) {
        return jdbc
                .sql("""
                select name, locale, second_factor_required, created_at, closed_at from account where id = :account
                """)
                .param("account", account.value())
                .query((row, n) -> new AccountRow(
                        account,
                        row.getString("name"),
                        row.getString("locale"),
                        row.getBoolean("second_factor_required"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "closed_at")))
                .stream();
    }

    /** The members without what the people keep of themselves. */
    Stream<MemberRow> members(AccountId account) {
        return jdbc
                .sql("""
                select user_id, role, created_at, disabled_at
                  from membership where account_id = :account order by created_at, user_id
                """)
                .withFetchSize(FETCH)
                .param("account", account.value())
                .query((row, n) -> new MemberRow(
                        new UserId(row.getObject("user_id", UUID.class)),
                        row.getString("role"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "disabled_at")))
                .stream();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
