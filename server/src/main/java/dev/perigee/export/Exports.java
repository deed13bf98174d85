package dev.perigee.export;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.job.Jobs;
import dev.perigee.mail.MailedTokens;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The archives that owners ask for. */
@Component
class Exports {

    /** The name of the limit. */
    static final String LIMIT = "export";

    private final ExportStore store;
    private final Jobs jobs;
    private final Users users;
    private final MailedTokens tokens;
    private final RateLimits limits;
    private final Audit audit;
    private final Clock clock;

    Exports(
            ExportStore store,
            Jobs jobs,
            Users users,
            MailedTokens tokens,
            RateLimits limits,
            Audit audit,
            Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.users = users;
        this.tokens = tokens;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Has an archive made, unless one is on its way.
     *
     * @throws Problem 429 when the account has asked for too many
     */
    @Transactional
    Export begin(Caller caller) {
        var account = caller.account();
        UUID id = Ids.next();
        if (store.add(account, id, caller.user())) {
            requireRoom(account);
            jobs.begin(ExportJob.NAME, account, id);
            audit.note(caller, Entry.of("account.export_requested").about("export", id));
        }
        return newest(caller);
    }

    /** Counted in the database, so that it holds on all nodes together; this one is among them already. */
    private void requireRoom(AccountId account) {
        var limit = limits.byIdentifier(LIMIT);
        var asked = store.askedFor(account, limit.period());
        if (asked.size() > limit.requests()) {
            var sinceOldest = Duration.between(asked.getFirst(), clock.instant());
            throw RateLimits.refusal(LIMIT, limit, limit.period().minus(sinceOldest));
        }
    }

    /**
     * The archive that was asked for last.
     *
     * @throws Problem 404 when there is none
     */
    @Transactional(readOnly = true)
    Export newest(Caller caller) {
        return store.newest(caller.account()).orElseThrow(Problem::notFound);
    }

    /**
     * Uses the link up, and gives the archive that it is for.
     *
     * @throws Problem 404, and the link stays good, when it is another account's; 410 when it is spent
     */
    @Transactional
    Export take(Caller caller, String token) {
        var live = tokens.find(ExportJob.TOKEN, token, null).orElseThrow(MailedTokens::spent);
        users.lock(live.user());
        var export = store.hold(caller.account(), Objects.requireNonNull(live.subject()))
                .orElseThrow(Problem::notFound);
        if (!export.isReady() || !tokens.use(ExportJob.TOKEN, token)) {
            throw MailedTokens.spent();
        }
        store.fetched(caller.account(), export.id());
        audit.note(caller, Entry.of("account.export_fetched").about("export", export.id()));
        return export;
    }
}
