package dev.perigee.log;

import dev.perigee.log.Decision.DecisionChange;
import dev.perigee.log.Decision.DecisionStep;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.Refusal;
import dev.perigee.web.Refusal.Reached;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Tells those whose request was refused why it was; to everybody else such a request never was. */
@Component
class Refusals {

    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

    private final RefusalStore store;
    private final RequestLog log;
    private final MessageSource messages;
    private final TransactionOperations transactions;

    Refusals(RefusalStore store, RequestLog log, MessageSource messages, TransactionOperations transactions) {
        this.store = store;
        this.log = log;
        this.messages = messages;
        this.transactions = transactions;
    }

    /**
     * Why a request of the caller's account was refused.
     *
     * @throws Problem 404 when there is no such request, it was not refused, or it is another account's: all alike
     */
    Decision explain(Caller caller, String traceId) {
        if (!TRACE_ID.matcher(traceId).matches()) {
            throw Problem.notFound();
        }
        return find(caller, traceId)
                .or(() -> {
                    // It may have been answered a moment ago, and not be written yet.
                    log.settle();
                    return find(caller, traceId);
                })
                .map(this::told)
                .orElseThrow(Problem::notFound);
    }

    /** A transaction of its own each time: nobody holds a connection while waiting. */
    private Optional<RefusalStore.Refused> find(Caller caller, String traceId) {
        return caller.isOperator()
                ? store.findAnybodys(traceId)
                : Objects.requireNonNull(transactions.execute(t -> store.find(caller.account(), traceId)));
    }

    private Decision told(RefusalStore.Refused refused) {
        var refusal = refused.refusal();
        return new Decision(
                refused.traceId(),
                refused.time(),
                refused.method(),
                refused.route(),
                refused.status(),
                refusal.code(),
                refusal.steps().stream().map(this::told).toList(),
                refusal.changes().stream().map(this::told).toList());
    }

    private DecisionStep told(Refusal.Step step) {
        String detail = text(
                "decision." + step.step() + '.' + step.reason(),
                step.reason(),
                step.needed(),
                step.had(),
                step.limit());
        return new DecisionStep(
                step.step(), step.outcome().name(), step.reason(), step.needed(), step.had(), step.limit(), detail);
    }

    private DecisionChange told(Refusal.Change change) {
        String detail =
                text("decision.change." + change.code(), change.code(), change.needed(), List.of(), change.limit());
        return new DecisionChange(change.code(), change.needed(), change.limit(), detail);
    }

    /** A rule of a feature has no text of its own here: its problem says in public what it is. */
    private String text(String key, String code, List<String> needed, List<String> had, @Nullable Reached limit) {
        var locale = LocaleContextHolder.getLocale();
        Object[] values = {
            words(needed),
            words(had),
            limit == null ? "" : limit.name(),
            limit == null ? "" : Long.toString(limit.most()),
            limit == null ? "" : String.valueOf(limit.seconds()),
            limit == null ? "" : String.valueOf(limit.retryAfter())
        };
        String ofProblem = messages.getMessage("problem." + code, null, code, locale);
        return String.valueOf(messages.getMessage(key, values, ofProblem, locale));
    }

    private static String words(List<String> values) {
        return values.isEmpty() ? "–" : String.join(", ", values);
    }
}
