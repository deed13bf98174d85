package dev.perigee.log;

import dev.perigee.log.LoggedRequestStore.Found;
import dev.perigee.log.LoggedRequestStore.Window;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What an account may see of its own requests. */
@Component
class LoggedRequests {

    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

    /** Clocks of other nodes may be ahead. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final LoggedRequestStore store;
    private final Duration retention;
    private final Clock clock;

    LoggedRequests(LoggedRequestStore store, LogSettings settings, Clock clock) {
        this.store = store;
        this.retention = settings.retention();
        this.clock = clock;
    }

    /**
     * A page of the account's requests, newest first. It looks at {@link LoggedRequestStore#EXAMINED} of them at most, so
     * a page may hold less than was asked for, or nothing, and yet have a next one.
     */
    @Transactional(readOnly = true)
    Page<LoggedRequest> list(Caller caller, PageQuery page, LogFilter filter) {
        if (filter.from() != null && filter.to() != null && !filter.from().isBefore(filter.to())) {
            throw Problem.invalid(List.of(new Problem.Fault("from", "range", "must be before to")));
        }
        var account = caller.account();
        var window = window(page, filter);
        String text = filter.q();
        return page(
                page,
                text != null && TRACE_ID.matcher(text).matches()
                        ? store.ofTrace(account, text, window, filter)
                        : store.list(account, window, filter));
    }

    /**
     * The account's requests of one trace id, newest first.
     *
     * @throws Problem 404 when there is none, also when another account has some
     */
    @Transactional(readOnly = true)
    Page<LoggedRequest> ofTrace(Caller caller, String traceId, PageQuery page) {
        var found = store.ofTrace(caller.account(), traceId, window(page, LogFilter.NONE), LogFilter.NONE);
        if (found.isEmpty()) {
            throw Problem.notFound();
        }
        return page(page, found);
    }

    /** Never wider than what is kept, whatever a request asks for: further times PostgreSQL may not even know. */
    private Window window(PageQuery page, LogFilter filter) {
        Instant now = clock.instant();
        Instant oldest = now.minus(retention);
        Instant newest = earlier(now.plus(AHEAD), filter.to());
        Instant asked = filter.from();
        Instant from = asked == null || asked.isBefore(oldest) ? oldest : earlier(newest, asked);
        var reached = LogPlace.of(page.before());
        if (page.isFirst() || reached.time().isAfter(newest)) {
            reached = LogPlace.at(newest);
        } else if (reached.time().isBefore(from)) {
            reached = LogPlace.at(from);
        }
        return new Window(from, reached, page.fetch());
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private static Page<LoggedRequest> page(PageQuery page, List<Found> found) {
        if (found.size() > page.limit()) {
            var rows = found.subList(0, page.limit());
            return Page.upTo(
                    rows.getLast().place().cursor(),
                    rows.stream().map(Found::request).toList());
        }
        var wanted = found.stream().filter(Found::wanted).map(Found::request).toList();
        boolean more = !found.isEmpty() && found.getLast().number() == LoggedRequestStore.EXAMINED;
        return more ? Page.upTo(found.getLast().place().cursor(), wanted) : new Page<>(wanted, null);
    }
}
