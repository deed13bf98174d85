package dev.perigee.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells PostgreSQL whose rows the current transaction may touch; row-level security does the rest. Nothing told means
 * an error on every table of an account, never somebody's rows.
 */
@Component
public class Tenancy {

    /** Who a request acts for; each of its transactions begins with these two. */
    public record Tenant(
            @Nullable AccountId account, @Nullable UserId user) {}

    /** Bound for the length of a request once its caller is known. */
    public static final ScopedValue<Tenant> CURRENT = ScopedValue.newInstance();

    static final String SET = "select set_config('app.account_id', ?, true), set_config('app.user_id', ?, true)";

    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;

    Tenancy(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets the rest of the current transaction see the rows of this account and of this person, and no others. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void enter(@Nullable AccountId account, @Nullable UserId user) {
        jdbc.sql(SET)
                .params(text(account), text(user))
                .query((row, n) -> row.getString(1))
                .single();
    }

    /** Lets the rest of the current transaction see what belongs to this person. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void enter(UserId user) {
        enter(null, user);
    }

    static void begin(Connection connection, Tenant tenant) throws SQLException {
        try (var statement = connection.prepareStatement(SET)) {
            statement.setString(1, text(tenant.account()));
            statement.setString(2, text(tenant.user()));
            statement.execute();
        }
    }

    private static String text(@Nullable AccountId account) {
        return (account == null ? NOBODY : account.value()).toString();
    }

    private static String text(@Nullable UserId user) {
        return (user == null ? NOBODY : user.value()).toString();
    }
}
