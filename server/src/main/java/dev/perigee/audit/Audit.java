package dev.perigee.audit;

import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.secret.OpaqueToken;
import dev.perigee.user.Traces;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.CurrentRequest;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The audit trail of each account. A row is written in the transaction of what it tells, at its very end: both are there
 * or neither.
 */
@Component
public class Audit implements Traces {

    private final AuditStore store;
    private final Users users;
    private final Tenancy tenancy;
    private final CurrentRequest request;
    private final JsonMapper json;

    Audit(AuditStore store, Users users, Tenancy tenancy, CurrentRequest request, JsonMapper json) {
        this.store = store;
        this.users = users;
        this.tenancy = tenancy;
        this.request = request;
        this.json = json;
    }

    /** Notes what the caller did, in the caller's account; of a key also which one it was. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void note(Caller caller, Entry entry) {
        boolean key = caller.how() == Caller.How.KEY;
        note(
                caller.account(),
                caller.user(),
                key ? entry.with("by_key", caller.credential().toString()) : entry);
    }

    /**
     * Notes what somebody did in an account.
     *
     * @param actor null when it was the product itself, or its operator
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void note(AccountId account, @Nullable UserId actor, Entry entry) {
        String address = request.address().map(InetAddress::getHostAddress).orElse(null);
        String actorKnown = actor == null ? null : known(users.find(actor), address);
        Unwritten.current(this::write)
                .add(
                        account,
                        new NewRow(
                                Ids.next(),
                                actor,
                                actorKnown,
                                entry,
                                subject(entry),
                                json.writeValueAsString(entry.details()),
                                request.traceId().orElse(null)));
    }

    private void write(AccountId account, NewRow row) {
        tenancy.enter(account, row.actor());
        store.add(account, row);
    }

    private @Nullable String subject(Entry entry) {
        if (Entry.USER.equals(entry.kind())) {
            return known(users.find(new UserId(Objects.requireNonNull(entry.subject()))), null);
        }
        return entry.email() == null ? null : text(new Known(OpaqueToken.next(), null, entry.email(), null));
    }

    private String known(Optional<User> user, @Nullable String address) {
        return text(new Known(
                OpaqueToken.next(),
                user.map(User::name).orElse(null),
                user.map(found -> found.email().value()).orElse(null),
                address));
    }

    private String text(Known known) {
        return json.writeValueAsString(known);
    }

    /**
     * Takes the person's names, addresses and networks out of every account's trail. The rows stay, and the chains whole.
     * The transaction goes on as that person.
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UserId user) {
        Unwritten.current(this::write).forget(user);
        tenancy.enter(user);
        store.forget();
    }

    /** A page of the trail, the newest row first. */
    @Transactional(readOnly = true)
    Page<AuditEntry> list(Caller caller, PageQuery page, AuditFilter filter) {
        var rows = store.list(caller.account(), page, filter).stream()
                .map(this::read)
                .toList();
        return Page.of(page, rows, AuditEntry::id);
    }

    private AuditEntry read(AuditRow row) {
        return AuditEntry.of(row, json);
    }
}
