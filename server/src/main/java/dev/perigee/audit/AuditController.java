package dev.perigee.audit;

import static dev.perigee.web.Permission.ADMIN;

import dev.perigee.web.Caller;
import dev.perigee.web.Feature;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/audit")
class AuditController {

    private final Audit audit;
    private final AuditExport export;

    AuditController(Audit audit, AuditExport export) {
        this.audit = audit;
        this.export = export;
    }

    /**
     * Lists who changed what in the account, newest first.
     *
     * <p>With {@code action} only rows of that kind, such as {@code member.removed}; with {@code actor} only what that
     * person did.
     */
    @GetMapping
    @Verify(permission = ADMIN, scope = "audit.read")
    Page<AuditEntry> list(
            Caller caller,
            PageQuery page,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable UUID actor) {
        return audit.list(caller, page, new AuditFilter(action, actor));
    }

    /**
     * Gets the whole trail as JSON lines, oldest row first.
     *
     * <p>One object a line, with the very texts that its hash is of, so that anybody can verify the chain.
     */
    @GetMapping(path = "/jsonl", produces = AuditExport.JSON_LINES)
    @Verify(permission = ADMIN, scope = "audit.read")
    @Feature("audit_export")
    void lines(Caller caller, HttpServletResponse response) throws IOException {
        export.lines(caller, response);
    }

    /**
     * Gets the whole trail as CSV for a spreadsheet, oldest row first.
     *
     * <p>RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
     */
    @GetMapping(path = "/csv", produces = AuditExport.CSV)
    @Verify(permission = ADMIN, scope = "audit.read")
    @Feature("audit_export")
    void csv(Caller caller, HttpServletResponse response) throws IOException {
        export.csv(caller, response);
    }
}
