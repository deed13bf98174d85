package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.database.Remembered;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.log.Device;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The live sessions. A token counts only while its session's row is there: each request asks, mostly a cache that
 * hears of every change on every node and is not believed when it might have missed one.
 */
@Component
class Sessions {

    /** @param about the session, its person and its account: whatever is told of them makes this old */
    private record Live(Caller caller, Instant expires, List<UUID> about) {}

    /** The topic of {@link Notices} on which the end of a session is told. */
    private static final String ENDED = "session";

    private final SessionStore store;
    private final Users users;
    private final Accounts accounts;
    private final Tenancy tenancy;
    private final Notices notices;
    private final TransactionOperations transactions;
    private final Duration lifetime;
    private final Clock clock;
    private final Remembered<UUID, Live> live;

    Sessions(
            SessionStore store,
            Users users,
            Accounts accounts,
            Tenancy tenancy,
            Notices notices,
            TransactionOperations transactions,
            AuthSettings settings,
            Clock clock) {
        this.store = store;
        this.users = users;
        this.accounts = accounts;
        this.tenancy = tenancy;
        this.notices = notices;
        this.transactions = transactions;
        this.lifetime = settings.session();
        this.clock = clock;
        this.live = new Remembered<>(notices, List.of(ENDED, Users.CHANGED, Accounts.CHANGED), Live::about);
    }

    /** Begins a session in the person's first account; the transaction goes on as that person. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Caller begin(User user, Client client, Device device) {
        tenancy.enter(user.id());
        var memberships = accounts.membershipsOf(user.id());
        var home = memberships.stream().findFirst();
        AccountId account = home.map(membership -> membership.id()).orElse(null);
        tenancy.enter(account, user.id());
        var session = new Session(
                Ids.next(),
                user.id(),
                account,
                user.verified(),
                registrationOf(user),
                clock.instant().plus(lifetime));
        store.add(session, client.address(), device);
        return caller(session, home.map(membership -> membership.permission()).orElse(""));
    }

    private @Nullable UUID registrationOf(User user) {
        return user.verified()
                ? null
                : users.currentRegistration(user).map(Users.Registration::id).orElse(null);
    }

    /** The sign-up that opened this limited session; nothing once it is settled or gone. */
    @Transactional(readOnly = true)
    public Optional<UUID> registrationOf(Caller caller) {
        return store.find(caller.credential(), caller.user())
                .flatMap(session -> Optional.ofNullable(session.registration()));
    }

    private static Caller caller(Session session, String role) {
        return new Caller(
                Caller.How.SESSION,
                session.id(),
                session.user(),
                Optional.ofNullable(session.account()),
                role,
                session.verified(),
                Set.of());
    }

    /** Who calls by the session now; nothing when it has ended or its person is shut out. */
    Optional<Caller> find(UUID id, UserId user, @Nullable AccountId account) {
        return live.get(id, () -> look(id, user, account))
                .filter(found -> found.expires().isAfter(clock.instant()))
                .map(Live::caller)
                .filter(caller -> caller.user().equals(user));
    }

    private Optional<Live> look(UUID id, UserId user, @Nullable AccountId account) {
        return Optional.ofNullable(
                transactions.execute(transaction -> load(id, user, account).orElse(null)));
    }

    private Optional<Live> load(UUID id, UserId user, @Nullable AccountId account) {
        tenancy.enter(account, user);
        return store.find(id, user).filter(session -> mayEnter(user)).map(session -> {
            AccountId home = session.account();
            tenancy.enter(home, user);
            String role = home == null ? "" : accounts.roleIn(home, user).orElse("");
            var caller = caller(role.isEmpty() ? withoutAccount(session) : session, role);
            return new Live(caller, session.expires(), about(session));
        });
    }

    private static List<UUID> about(Session session) {
        var account = session.account();
        return account == null
                ? List.of(session.id(), session.user().value())
                : List.of(session.id(), session.user().value(), account.value());
    }

    private boolean mayEnter(UserId user) {
        return users.find(user).filter(person -> !person.disabled()).isPresent();
    }

    private static Session withoutAccount(Session session) {
        return new Session(
                session.id(), session.user(), null, session.verified(), session.registration(), session.expires());
    }

    /** Ends one session; told to every node. */
    @Transactional
    public void end(UUID id, UserId user) {
        tenancy.enter(user);
        if (store.delete(id, user)) {
            notices.publish(ENDED, id);
        }
    }

    /** Ends every session of a person. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void endAll(UserId user) {
        tenancy.enter(user);
        store.deleteAll(user).forEach(id -> notices.publish(ENDED, id));
    }
}
