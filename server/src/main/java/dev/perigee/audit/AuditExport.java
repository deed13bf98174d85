package dev.perigee.audit;

import dev.perigee.web.Caller;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** Writes a whole trail out, in short transactions of some rows each: a slow reader holds no connection. */
@Component
class AuditExport {

    static final String JSON_LINES = "application/jsonl";
    static final String CSV = "text/csv";

    private static final int AT_ONCE = 500;
    private static final List<String> COLUMNS = List.of(
            "number",
            "time",
            "action",
            "actor_id",
            "actor_name",
            "actor_email",
            "actor_address",
            "subject_kind",
            "subject_id",
            "subject_name",
            "subject_email",
            "details",
            "trace_id",
            "hash");

    private final AuditStore store;
    private final TransactionOperations transactions;
    private final JsonMapper json;

    AuditExport(AuditStore store, TransactionOperations transactions, JsonMapper json) {
        this.store = store;
        this.transactions = transactions;
        this.json = json;
    }

    void lines(Caller caller, HttpServletResponse response) throws IOException {
        write(caller, begin(response, JSON_LINES, "audit.jsonl"), row -> json.writeValueAsString(asHashed(row)) + '\n');
    }

    void csv(Caller caller, HttpServletResponse response) throws IOException {
        var writer = begin(response, CSV, "audit.csv");
        writer.write(Csv.line(COLUMNS));
        write(caller, writer, row -> Csv.line(cells(row)));
    }

    private static Writer begin(HttpServletResponse response, String type, String file) throws IOException {
        response.setContentType(type);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + '"');
        return response.getWriter();
    }

    private void write(Caller caller, Writer writer, Function<AuditRow, String> line) throws IOException {
        long number = 0;
        for (var rows = after(caller, number); !rows.isEmpty(); rows = after(caller, number)) {
            for (AuditRow row : rows) {
                writer.write(line.apply(row));
            }
            number = rows.getLast().number();
        }
        writer.flush();
    }

    private List<AuditRow> after(Caller caller, long number) {
        var rows = transactions.execute(transaction -> store.after(caller.account(), number, AT_ONCE));
        return rows == null ? List.of() : rows;
    }

    /** In the order of docs/guide/audit.md, the known texts and the details unread: their hashes are of these bytes. */
    static Map<String, @Nullable Object> asHashed(AuditRow row) {
        var line = new LinkedHashMap<String, @Nullable Object>();
        line.put("account_id", row.account());
        line.put("number", row.number());
        line.put("id", row.id());
        line.put("time", AuditChain.time(row));
        line.put("action", row.action());
        line.put("actor", row.actor().id());
        line.put("actor_known", row.actor().known());
        line.put("actor_hash", row.actor().hash());
        line.put("subject_kind", row.subjectKind());
        line.put("subject", row.subject().id());
        line.put("subject_known", row.subject().known());
        line.put("subject_hash", row.subject().hash());
        line.put("details", row.details());
        line.put("trace_id", row.traceId());
        line.put("hash", row.hash());
        return line;
    }

    private List<@Nullable Object> cells(AuditRow row) {
        var actor = Known.of(row.actor(), json);
        var subject = Known.of(row.subject(), json);
        var cells = new ArrayList<@Nullable Object>(List.of(row.number(), AuditChain.time(row), row.action()));
        cells.add(row.actor().id());
        cells.add(actor.name());
        cells.add(actor.email());
        cells.add(actor.address());
        cells.add(row.subjectKind());
        cells.add(row.subject().id());
        cells.add(subject.name());
        cells.add(subject.email());
        cells.add(row.details());
        cells.add(row.traceId());
        cells.add(row.hash());
        return cells;
    }
}
