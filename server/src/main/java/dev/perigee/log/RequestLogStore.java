package dev.perigee.log;

import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import tools.jackson.databind.json.JsonMapper;

/** Writes by COPY, which JdbcClient does not know and row-level security does not allow: hence the operator's role. */
class RequestLogStore {

    private static final String COPY = """
            copy log (time, trace_id, method, route, path, status, duration_us, caller, user_id, account_id, ip, body, refusal)
            from stdin
            """;

    private final DataSource dataSource;
    private final JsonMapper json;

    RequestLogStore(DataSource dataSource, JsonMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    void write(List<RequestEntry> entries) throws SQLException {
        var rows = new StringBuilder();
        entries.forEach(entry -> append(rows, entry));
        try (var connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new SQLException("A string could not be read", e);
        }
    }

    /** Makes the partitions of the coming days and drops those past retention. */
    void maintain(Duration retention) throws SQLException {
        try (var connection = dataSource.getConnection();
                var call = connection.prepareStatement("select maintain_log(? * interval '1 second')")) {
            call.setLong(1, retention.toSeconds());
            call.execute();
        }
    }

    private void append(StringBuilder rows, RequestEntry entry) {
        Object[] columns = {
            entry.time(),
            entry.traceId(),
            entry.method(),
            entry.route(),
            entry.path(),
            entry.status(),
            entry.durationMicros(),
            entry.caller(),
            entry.user(),
            entry.account(),
            entry.ip(),
            Redaction.body(entry.body()),
            entry.refusal() == null ? null : json.writeValueAsString(entry.refusal())
        };
        for (int i = 0; i < columns.length; i++) {
            rows.append(i == 0 ? "" : "\t");
            value(rows, columns[i]);
        }
        rows.append('\n');
    }

    /** PostgreSQL's text format of COPY: whatever the text holds, it stays one value of one row. */
    private static void value(StringBuilder rows, @Nullable Object value) {
        if (value == null) {
            rows.append("\\N");
            return;
        }
        String text = value.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                case '\r' -> rows.append("\\r");
                case 0 -> rows.append(' ');
                default -> rows.append(Character.isSurrogate(c) && !paired(text, i) ? '?' : c);
            }
        }
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
