package dev.perigee.audit;

import dev.perigee.database.AccountId;
import dev.perigee.secret.Sha256;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One account's chain as it is read from its start: tells the first row that is not as it was written. */
final class AuditChain {

    /** What is wrong at which place. */
    record Defect(AccountId account, long number, String what) {

        @Override
        public String toString() {
            return "account " + account + ": row " + number + ' ' + what;
        }
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final AuditChainStore.Head end;
    private String previous = "";
    private long number;

    AuditChain(AuditChainStore.Head end) {
        this.end = end;
    }

    /**
     * Reads on to the end of the chain.
     *
     * @param rows those after a number, in their order; none at the end
     */
    Optional<Defect> firstDefect(LongFunction<List<AuditRow>> rows) {
        for (var page = rows.apply(0); !page.isEmpty(); page = rows.apply(number)) {
            for (AuditRow row : page) {
                if (row.number() != number + 1) {
                    return defect(number + 1, "is missing");
                } else if (!isAsWritten(row)) {
                    return defect(row.number(), isOutOfPlace(row, rows) ? "stands in another place" : "was altered");
                }
                number = row.number();
                previous = row.hash();
            }
        }
        return number == end.number() && previous.equals(end.hash())
                ? Optional.empty()
                : defect(number + 1, number == end.number() ? "is not the end that was noted" : "is missing");
    }

    private boolean isAsWritten(AuditRow row) {
        return row.hash().equals(hash(previous, row)) && isKnown(row.actor()) && isKnown(row.subject());
    }

    /** Times never go back within a chain, so a row that is later than the one behind it was written behind it. */
    private static boolean isOutOfPlace(AuditRow row, LongFunction<List<AuditRow>> rows) {
        return rows.apply(row.number()).stream()
                .findFirst()
                .filter(next -> next.time().isBefore(row.time()))
                .isPresent();
    }

    private Optional<Defect> defect(long at, String what) {
        return Optional.of(new Defect(end.account(), at, what));
    }

    /** Forgotten is fine, something else is not. */
    private static boolean isKnown(AuditRow.Part part) {
        return part.known() == null || part.hash().equals(Sha256.hex(part.known()));
    }

    /** As the function {@code audit_text} of the database puts it. */
    static String hash(String previous, AuditRow row) {
        return Sha256.hex(String.join(
                "\n",
                previous,
                row.account().toString(),
                Long.toString(row.number()),
                row.id().toString(),
                time(row),
                row.action(),
                text(row.actor().id()),
                row.actor().hash(),
                row.subjectKind(),
                text(row.subject().id()),
                row.subject().hash(),
                row.details(),
                row.traceId() == null ? "" : row.traceId()));
    }

    /** As it is hashed: in UTC and to the microsecond. */
    static String time(AuditRow row) {
        return TIME.format(row.time());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
