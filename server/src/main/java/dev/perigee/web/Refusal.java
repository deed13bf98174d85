package dev.perigee.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as it is kept beside its row in the log: facts and no sentences, and nothing by which
 * anybody could get in.
 *
 * @param code that of the {@link Problem}
 * @param steps every decision about the request, in one order for all of them
 * @param changes what would have allowed it, and no more than that
 */
public record Refusal(String code, List<Step> steps, List<Change> changes) {

    /** Those by which an answer says no to somebody, and not to something malformed. */
    private static final Set<Integer> STATUSES = Set.of(401, 402, 403, 404, 429);

    /**
     * One decision.
     *
     * @param reason selects its sentence
     * @param needed what was asked for
     * @param had what the caller had of that kind
     * @param limit which limit it was about
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Step(
            String step,
            Outcome outcome,
            String reason,
            List<String> needed,
            List<String> had,
            @Nullable Reached limit) {

        public Step(
                String step,
                Outcome outcome,
                String reason,
                @Nullable List<String> needed,
                @Nullable List<String> had,
                @Nullable Reached limit) {
            this.step = step;
            this.outcome = outcome;
            this.reason = reason;
            this.needed = Objects.requireNonNullElse(needed, List.of());
            this.had = Objects.requireNonNullElse(had, List.of());
            this.limit = limit;
        }
    }

    /** What became of a decision; in lower case because that is how it is written. */
    public enum Outcome {
        passed,
        /** It refused the request; one step does. */
        refused,
        /** It was not asked any more, and would have refused as well. */
        would_refuse,
        not_reached
    }

    /** What would have to be otherwise. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Change(
            String code, List<String> needed, @Nullable Reached limit) {

        public Change(String code, @Nullable List<String> needed, @Nullable Reached limit) {
            this.code = code;
            this.needed = Objects.requireNonNullElse(needed, List.of());
            this.limit = limit;
        }
    }

    /**
     * A limit that a request has met.
     *
     * @param name that of a rate limit, or of a limit of the plan
     * @param by what a rate limit counts by: {@code network}, {@code identifier} or {@code key}
     * @param most how many there may be
     * @param seconds in how long; absent for what the plan limits
     * @param retryAfter how many seconds later to try again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reached(
            String name,
            @Nullable String by,
            long most,
            @Nullable Long seconds,
            @Nullable Long retryAfter) {}

    static boolean has(Problem problem) {
        return STATUSES.contains(problem.status().value());
    }

    void note(HttpServletRequest request) {
        request.setAttribute(Refusal.class.getName(), this);
    }

    /** Why this request was refused; nothing when it was not. */
    public static Optional<Refusal> of(HttpServletRequest request) {
        return Optional.ofNullable((Refusal) request.getAttribute(Refusal.class.getName()));
    }
}
