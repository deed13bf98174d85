package dev.perigee.export;

import dev.perigee.database.AccountId;
import dev.perigee.database.Tenancy;
import dev.perigee.job.Job;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.secret.Vault;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes an archive. It is written in one transaction, so it shows one moment, and is complete or not there at all. */
@Component
class ExportJob implements Job {

    static final String NAME = "account_export";

    /** The purpose of the mailed token that fetches an archive. */
    static final String TOKEN = "export";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final ExportStore store;
    private final Archive archive;
    private final Users users;
    private final MailedTokens tokens;
    private final Mails mails;
    private final Vault vault;
    private final Tenancy tenancy;
    private final ApplicationEventPublisher events;
    private final WebSettings web;
    private final Clock clock;
    private final Duration keep;
    private final TransactionOperations transactions;
    private final TransactionOperations snapshots;

    ExportJob(
            ExportStore store,
            Archive archive,
            Users users,
            MailedTokens tokens,
            Mails mails,
            Vault vault,
            Tenancy tenancy,
            ApplicationEventPublisher events,
            WebSettings web,
            Clock clock,
            ExportSettings settings,
            PlatformTransactionManager manager) {
        this.store = store;
        this.archive = archive;
        this.users = users;
        this.tokens = tokens;
        this.mails = mails;
        this.vault = vault;
        this.tenancy = tenancy;
        this.events = events;
        this.web = web;
        this.clock = clock;
        this.keep = settings.keep();
        this.transactions = new TransactionTemplate(manager);
        var snapshot = new TransactionTemplate(manager);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshots = snapshot;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(AccountId account, UUID id) {
        if (in(transactions, account, () -> store.begin(account, id))) {
            long bytes = in(snapshots, account, () -> write(account, id));
            in(transactions, account, () -> finish(account, id, bytes));
        }
    }

    @Override
    public void giveUp(AccountId account, UUID id) {
        in(transactions, account, () -> fail(account, id));
    }

    private long write(AccountId account, UUID id) {
        var locale = asker(account, id).map(User::locale).orElse(Locale.ENGLISH);
        var out = new ChunkedOutput((number, chunk) ->
                store.addChunk(account, id, number, vault.seal(ChunkedOutput.place(id, number), chunk)));
        archive.write(account, locale, out);
        return out.size();
    }

    /** The person is held before the archive, as by whoever erases them. */
    private boolean finish(AccountId account, UUID id, long bytes) {
        asker(account, id).map(User::id).ifPresent(users::lock);
        store.hold(account, id);
        var asker = asker(account, id);
        if (asker.isEmpty()) {
            return fail(account, id);
        }
        store.ready(account, id, bytes, keep);
        mails.send(letter(asker.get(), id));
        events.publishEvent(new ExportReady(account, asker.get().id(), id));
        return true;
    }

    private Letter letter(User asker, UUID id) {
        Instant end = clock.instant().plus(keep);
        String token = tokens.issue(TOKEN, asker.id(), id, null, keep);
        var values = List.of(asker.name(), TIME.format(end));
        return new Letter(
                asker.email(), asker.locale(), "export_ready", values, web.link("/export#token=" + token), end);
    }

    /** Whoever asked may have been erased since; then there is nobody to fetch it. */
    private Optional<User> asker(AccountId account, UUID id) {
        return store.find(account, id).flatMap(Export::askedBy).flatMap(users::find);
    }

    private boolean fail(AccountId account, UUID id) {
        store.fail(account, id);
        return false;
    }

    private <T> T in(TransactionOperations transactions, AccountId account, Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            tenancy.enter(account, null);
            return work.get();
        }));
    }
}
