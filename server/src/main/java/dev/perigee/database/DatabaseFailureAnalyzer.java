package dev.perigee.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words why the database stopped the start. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, DatabaseException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "docs/guide/database.md has the settings.", cause);
    }
}
