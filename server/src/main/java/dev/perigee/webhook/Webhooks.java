package dev.perigee.webhook;

import dev.perigee.account.Accounts;
import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.secret.Sealed;
import dev.perigee.secret.Vault;
import dev.perigee.secret.WebhookSignature;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The receivers of an account. Where one listens is looked up before a transaction begins: names take their time, and a
 * connection is not to wait for them.
 */
@Component
class Webhooks {

    /** What a receiver is to be like. */
    record Wanted(String url, List<String> events, String description) {}

    /** What changes; null stays as it is. */
    record Change(
            @Nullable String url,
            @Nullable List<String> events,
            @Nullable String description,
            @Nullable Boolean paused) {}

    /** The name of their number in the plans. */
    static final String LIMIT = "webhooks";

    private final WebhookStore store;
    private final EventCatalogue catalogue;
    private final ReceiverUrls urls;
    private final Vault vault;
    private final Accounts accounts;
    private final Plans plans;
    private final Audit audit;
    private final TransactionOperations transactions;
    private final Sender sender;

    Webhooks(
            WebhookStore store,
            EventCatalogue catalogue,
            ReceiverUrls urls,
            Vault vault,
            Accounts accounts,
            Plans plans,
            Audit audit,
            TransactionOperations transactions,
            Sender sender) {
        this.store = store;
        this.catalogue = catalogue;
        this.urls = urls;
        this.vault = vault;
        this.accounts = accounts;
        this.plans = plans;
        this.audit = audit;
        this.transactions = transactions;
        this.sender = sender;
    }

    /** What a webhook's sealed secret is bound to. */
    static String place(AccountId account, UUID webhook) {
        return "webhook/" + account + '/' + webhook;
    }

    /** @throws Problem 402 {@code plan_limit_reached}; 422 for a URL or an event that cannot be */
    Webhook add(Caller caller, Wanted wanted) {
        catalogue.require(wanted.events());
        urls.check(wanted.url());
        return within(() -> insert(caller, wanted));
    }

    private Webhook insert(Caller caller, Wanted wanted) {
        var account = caller.account();
        accounts.hold(caller);
        plans.requireRoom(account, LIMIT, () -> store.count(account));
        var id = Ids.next();
        String secret = WebhookSignature.newSecret();
        store.add(account, id, distinct(wanted), seal(account, id, secret));
        var webhook = get(account, id);
        audit.note(caller, about("webhook.created", webhook));
        return webhook.withSecret(secret);
    }

    private static Wanted distinct(Wanted wanted) {
        return new Wanted(
                wanted.url(), wanted.events().stream().distinct().sorted().toList(), wanted.description());
    }

    Page<Webhook> list(Caller caller, PageQuery page) {
        return within(() -> Page.of(page, store.list(caller.account(), page), Webhook::id));
    }

    /** @throws Problem 404 */
    Webhook get(Caller caller, UUID id) {
        return within(() -> get(caller.account(), id));
    }

    private Webhook get(AccountId account, UUID id) {
        return store.find(account, id).orElseThrow(Problem::notFound);
    }

    /** Of one that is no longer paused, the past is forgotten: it gets its attempts from the start. */
    Webhook change(Caller caller, UUID id, Change change) {
        if (change.events() != null) {
            catalogue.require(change.events());
        }
        if (change.url() != null) {
            get(caller, id);
            urls.check(change.url());
        }
        return within(() -> update(caller, id, change));
    }

    private Webhook update(Caller caller, UUID id, Change change) {
        var account = caller.account();
        var before = store.hold(account, id).orElseThrow(Problem::notFound);
        store.change(
                account,
                id,
                distinct(new Wanted(
                        Objects.requireNonNullElse(change.url(), before.url()),
                        Objects.requireNonNullElse(change.events(), before.events()),
                        Objects.requireNonNullElse(change.description(), before.description()))));
        if (change.paused() != null) {
            pauseOrResume(account, id, change.paused());
        }
        var now = get(account, id);
        audit.note(caller, about("webhook.changed", now).with("state", now.state()));
        return now;
    }

    private void pauseOrResume(AccountId account, UUID id, boolean pause) {
        if (pause) {
            store.pause(account, id, "you");
        } else {
            store.resume(account, id);
            sender.wakeAfterCommit();
        }
    }

    void remove(Caller caller, UUID id) {
        within(() -> {
            var webhook = store.hold(caller.account(), id).orElseThrow(Problem::notFound);
            store.delete(caller.account(), id);
            audit.note(caller, about("webhook.deleted", webhook));
            return id;
        });
    }

    /** @param overlap how long messages are signed by the secret before as well */
    Webhook rotate(Caller caller, UUID id, Duration overlap) {
        return within(() -> {
            var account = caller.account();
            var webhook = store.hold(account, id).orElseThrow(Problem::notFound);
            String secret = WebhookSignature.newSecret();
            store.rotate(account, id, seal(account, id, secret), overlap);
            audit.note(
                    caller,
                    about("webhook.secret_rotated", webhook).with("overlap_hours", Long.toString(overlap.toHours())));
            return get(account, id).withSecret(secret);
        });
    }

    private Sealed seal(AccountId account, UUID id, String secret) {
        return vault.seal(place(account, id), secret);
    }

    private static Entry about(String action, Webhook webhook) {
        return Entry.of(action)
                .about("webhook", webhook.id())
                .with("events", String.join(" ", webhook.events()))
                .with("host", ReceiverUrls.host(webhook.url()));
    }

    private <T> T within(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(transaction -> work.get()));
    }
}
