package dev.perigee.key;

import dev.perigee.account.Accounts;
import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.billing.Plans;
import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.event.AccountEvent;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import dev.perigee.web.Rejected.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The keys of an account. They are its own, not their makers'; none may more than its maker could, and nobody gets hold of
 * one that may more than they.
 */
@Component
class ApiKeys {

    /** What a key is to be like. */
    record Wanted(
            String name,
            List<String> scopes,
            List<String> networks,
            @Nullable Instant expires) {}

    /** What changes; null stays as it is. */
    record Change(
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable List<String> networks) {}

    /** The name of their number in the plans. */
    static final String LIMIT = "api_keys";

    private final ApiKeyStore store;
    private final FormerKeyStore former;
    private final KeyTexts texts;
    private final Scopes scopes;
    private final Accounts accounts;
    private final Plans plans;
    private final Audit audit;
    private final Notices notices;
    private final ApplicationEventPublisher events;

    ApiKeys(
            ApiKeyStore store,
            FormerKeyStore former,
            KeyTexts texts,
            Scopes scopes,
            Accounts accounts,
            Plans plans,
            Audit audit,
            Notices notices,
            ApplicationEventPublisher events) {
        this.store = store;
        this.former = former;
        this.texts = texts;
        this.scopes = scopes;
        this.accounts = accounts;
        this.plans = plans;
        this.audit = audit;
        this.notices = notices;
        this.events = events;
    }

    /**
     * Makes a key, with its text.
     *
     * @throws Problem 402 {@code plan_limit_reached}; 403 {@code scope_exceeds_yours}
     */
    @Transactional
    ApiKey issue(Caller caller, Wanted wanted) {
        var account = caller.account();
        String role = accounts.hold(caller);
        scopes.requireGiven(role, caller, wanted.scopes());
        plans.requireRoom(account, LIMIT, () -> store.count(account));
        var id = Ids.next();
        String text = texts.next();
        store.add(
                account,
                new ApiKeyStore.NewKey(
                        id,
                        caller.user(),
                        wanted.name(),
                        role,
                        wanted.scopes().stream().sorted().toList(),
                        wanted.networks(),
                        wanted.expires()),
                texts.secret(account, id, text));
        var key = get(caller, id);
        events.publishEvent(new ApiKeyIssued(account, caller.user(), id, key.name(), key.scopes()));
        audit.note(caller, about("key.issued", key).with("scopes", String.join(" ", key.scopes())));
        return key.withText(text);
    }

    @Transactional(readOnly = true)
    Page<ApiKey> list(Caller caller, PageQuery page) {
        return Page.of(page, store.list(caller.account(), page), ApiKey::id);
    }

    @Transactional(readOnly = true)
    ApiKey get(Caller caller, UUID id) {
        return store.find(caller.account(), id).orElseThrow(Problem::notFound);
    }

    /** @throws Problem 403 {@code permission_missing} for a key that may more than the caller; as {@link #issue} */
    @Transactional
    ApiKey change(Caller caller, UUID id, Change change) {
        var key = holdCovered(caller, id);
        var scopes = change.scopes();
        if (scopes != null) {
            this.scopes.requireGiven(key.permission(), caller, scopes);
        }
        store.change(caller.account(), changed(key, change));
        notices.publish(LiveKeys.CHANGED, id);
        var now = get(caller, id);
        audit.note(caller, about("key.changed", now).with("scopes", String.join(" ", now.scopes())));
        return now;
    }

    private static ApiKey changed(ApiKey key, Change change) {
        return new ApiKey(
                key.id(),
                null,
                change.name() == null ? key.name() : change.name(),
                key.hint(),
                change.scopes() == null
                        ? key.scopes()
                        : change.scopes().stream().sorted().toList(),
                key.permission(),
                key.userId(),
                change.networks() == null ? key.allowedIps() : change.networks(),
                key.state(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.previousUntil());
    }

    /**
     * Gives the key another text. A key in quarantine comes out of it, and its earlier text is never taken again.
     *
     * @param overlap how long the earlier text is taken as well
     */
    @Transactional
    ApiKey rotate(Caller caller, UUID id, Duration overlap) {
        var account = caller.account();
        var key = holdCovered(caller, id);
        String text = texts.next();
        former.keep(account, id, Reason.KEY_ROTATED);
        store.rotate(account, key.id(), texts.secret(account, id, text), overlap);
        notices.publish(LiveKeys.CHANGED, id);
        events.publishEvent(new ApiKeyRotated(account, caller.user(), id, key.name()));
        audit.note(caller, about("key.rotated", key).with("overlap_hours", Long.toString(overlap.toHours())));
        return get(caller, id).withText(text);
    }

    /** Refuses the key from now on, on every node. Any of the account's developers may: a lost key is in a hurry. */
    @Transactional
    void revoke(Caller caller, UUID id) {
        var account = caller.account();
        var key = store.hold(account, id).orElseThrow(Problem::notFound);
        former.keep(account, id, Reason.KEY_REVOKED);
        store.delete(account, id);
        notices.publish(LiveKeys.CHANGED, id);
        told(caller, new ApiKeyRevoked(account, caller.user(), id, key.name()), about("key.revoked", key));
    }

    private void told(Caller caller, AccountEvent event, Entry entry) {
        events.publishEvent(event);
        audit.note(caller, entry);
    }

    /** The key, for whoever gets its text or power over it: only somebody who may all that it may. */
    private ApiKey holdCovered(Caller caller, UUID id) {
        String role = accounts.hold(caller);
        var key = store.hold(caller.account(), id).orElseThrow(Problem::notFound);
        boolean covers = Permissions.covers(role, key.permission())
                && (caller.how() == Caller.How.SESSION || caller.scopes().containsAll(key.scopes()));
        if (!covers) {
            throw Problem.of(HttpStatus.FORBIDDEN, "permission_missing");
        }
        return key;
    }

    static Entry about(String action, ApiKey key) {
        return Entry.of(action).about("api_key", key.id()).with("hint", key.hint());
    }
}
