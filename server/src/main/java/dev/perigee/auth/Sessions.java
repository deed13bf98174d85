package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.account.Membership;
import dev.perigee.account.Place;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.database.Remembered;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.log.Attempt;
import dev.perigee.log.Places;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
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

    /**
     * A session as it is remembered.
     *
     * @param account the one it acts in, as its tokens name it, whether or not the person still belongs there
     * @param about the session, its person and its account: whatever is told of them makes this old
     */
    private record Live(Caller caller, @Nullable AccountId account, Instant expires, List<UUID> about) {}

    /** The topic of {@link Notices} on which the end of a session is told, and every other change of it. */
    private static final String CHANGED = "session";

    private final SessionStore store;
    private final PendingSignIns pending;
    private final Users users;
    private final Accounts accounts;
    private final Plans plans;
    private final Places places;
    private final Tenancy tenancy;
    private final Notices notices;
    private final TransactionOperations transactions;
    private final Duration lifetime;
    private final Clock clock;
    private final Remembered<UUID, Live> live;

    Sessions(
            SessionStore store,
            PendingSignIns pending,
            Users users,
            Accounts accounts,
            Plans plans,
            Places places,
            Tenancy tenancy,
            Notices notices,
            TransactionOperations transactions,
            AuthSettings settings,
            Clock clock) {
        this.store = store;
        this.pending = pending;
        this.users = users;
        this.accounts = accounts;
        this.plans = plans;
        this.places = places;
        this.tenancy = tenancy;
        this.notices = notices;
        this.transactions = transactions;
        this.lifetime = settings.session();
        this.clock = clock;
        this.live = new Remembered<>(notices, List.of(CHANGED, Users.CHANGED, Accounts.CHANGED), Live::about);
    }

    /** Begins a session in the person's first account; the transaction goes on as that person. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Caller begin(User user, Attempt attempt, boolean secondFactor) {
        tenancy.enter(user.id());
        var home = accounts.membershipsOf(user.id()).stream().findFirst();
        AccountId account = home.map(membership -> membership.id()).orElse(null);
        tenancy.enter(account, user.id());
        var now = clock.instant();
        var session = new Session(
                Ids.next(),
                user.id(),
                account,
                user.verified(),
                registrationOf(user),
                secondFactor,
                now,
                now.plus(lifetime));
        store.add(session, attempt);
        return caller(session, user);
    }

    /** Nowhere for somebody who has no account, or whose account is shut. */
    private Place placeIn(@Nullable AccountId account, User user) {
        if (user.operator()) {
            return Place.OPERATOR;
        }
        return account == null
                ? Place.NOWHERE
                : accounts.placeIn(account, user.id()).orElse(Place.NOWHERE);
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

    private Caller caller(Session session, User user) {
        Place place = placeIn(session.account(), user);
        Optional<AccountId> home = place.isInside() ? Optional.ofNullable(session.account()) : Optional.empty();
        boolean complete = session.secondFactor() || !place.secondFactorRequired();
        boolean shutOut = place.equals(Place.NOWHERE) && accounts.isShutOut(user.id());
        return new Caller(
                Caller.How.SESSION,
                session.id(),
                session.user(),
                home,
                place.role(),
                new Caller.Standing(session.verified(), shutOut, complete, session.proved()),
                Set.of(),
                home.flatMap(plans::entitlementsOf));
    }

    /**
     * Who calls by the session now; nothing when it has ended, its person is shut out, or it has moved to another account
     * since the token was minted: what was meant for one account must not be done in another.
     */
    Optional<Caller> find(UUID id, UserId user, @Nullable AccountId account) {
        return live(id, user, account)
                .filter(found -> Objects.equals(found.account(), account))
                .map(Live::caller);
    }

    /** The same in whatever account it acts. */
    Optional<Caller> find(UUID id, UserId user) {
        return live(id, user, null).map(Live::caller);
    }

    private Optional<Live> live(UUID id, UserId user, @Nullable AccountId account) {
        return live.get(id, () -> look(id, user, account))
                .filter(found -> found.expires().isAfter(clock.instant()))
                .filter(found -> found.caller().user().equals(user));
    }

    private Optional<Live> look(UUID id, UserId user, @Nullable AccountId account) {
        return Optional.ofNullable(
                transactions.execute(transaction -> load(id, user, account).orElse(null)));
    }

    private Optional<Live> load(UUID id, UserId user, @Nullable AccountId account) {
        tenancy.enter(account, user);
        var person = users.find(user).filter(known -> !known.disabled());
        return person.flatMap(known -> store.find(id, user).map(session -> {
            tenancy.enter(session.account(), user);
            return new Live(caller(session, known), session.account(), session.expires(), about(session));
        }));
    }

    private static List<UUID> about(Session session) {
        var account = session.account();
        return account == null
                ? List.of(session.id(), session.user().value())
                : List.of(session.id(), session.user().value(), account.value());
    }

    /**
     * Ends one session; told to every node. The person is held first, here as in every other change of their sessions:
     * the end of a session and the use of its refresh token would else wait for each other.
     */
    @Transactional
    public void end(UUID id, UserId user) {
        users.lock(user);
        tenancy.enter(user);
        if (store.delete(id, user)) {
            notices.publish(CHANGED, id);
        }
    }

    /** The person's sessions, the newest first. */
    @Transactional(readOnly = true)
    public Page<SessionEntry> list(Caller caller, PageQuery page) {
        tenancy.enter(caller.user());
        var entries = store.list(caller.user(), page).stream()
                .map(session -> entry(session, caller))
                .toList();
        return Page.of(page, entries, SessionEntry::id);
    }

    private SessionEntry entry(SessionStore.Begun session, Caller caller) {
        var attempt = session.attempt();
        return new SessionEntry(
                session.id(),
                session.id().equals(caller.credential()),
                attempt.device().name(),
                attempt.device().browser(),
                attempt.network(),
                places.of(attempt.address(), LocaleContextHolder.getLocale()).orElse(null),
                session.created(),
                session.lastUsed(),
                session.expires());
    }

    /**
     * Ends a session of the caller's.
     *
     * @throws Problem 404 when it is not theirs or has ended
     */
    @Transactional
    public void endOwn(Caller caller, UUID id) {
        users.lock(caller.user());
        tenancy.enter(caller.user());
        if (!store.delete(id, caller.user())) {
            throw Problem.notFound();
        }
        notices.publish(CHANGED, id);
    }

    /**
     * Notes that the caller has just proved who they are.
     *
     * @throws Problem 401 {@code unauthenticated} when the session has ended meanwhile
     */
    @Transactional
    public void prove(Caller caller, boolean secondFactor) {
        users.lock(caller.user());
        tenancy.enter(caller.user());
        if (!store.prove(caller.credential(), caller.user(), secondFactor)) {
            throw ended();
        }
        notices.publish(CHANGED, caller.credential());
    }

    /**
     * To be asked while the person is held, before what a session asked for is done: it may have been ended since its
     * request was let in, by somebody who says that it is not theirs.
     *
     * @throws Problem 401 {@code unauthenticated}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireAlive(Caller caller) {
        tenancy.enter(caller.user());
        if (store.find(caller.credential(), caller.user()).isEmpty()) {
            throw ended();
        }
    }

    private static Problem ended() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "unauthenticated");
    }

    /**
     * Ends the other sessions of somebody who has taken a second factor away, for it may have begun them; when none is
     * left, the caller counts as having shown none.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void removedFactor(Caller caller, boolean anotherLeft) {
        endOthers(caller);
        if (!anotherLeft) {
            store.forgetFactor(caller.credential(), caller.user());
        }
        notices.publish(CHANGED, caller.credential());
    }

    /**
     * Lets the caller's session act in another of their accounts from now on; its earlier access tokens are refused.
     *
     * @throws Problem 404 when the person does not belong there, or the account is shut
     */
    @Transactional
    public void moveTo(Caller caller, AccountId account) {
        users.lock(caller.user());
        requireAlive(caller);
        if (accounts.membershipsOf(caller.user()).stream()
                .noneMatch(place -> place.id().equals(account))) {
            throw Problem.notFound();
        }
        move(caller.credential(), caller.user(), account);
    }

    /**
     * Where the session acts from now on: as it does, or in the person's first account when it lost its place. The caller
     * holds the person.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Session settled(Session session) {
        tenancy.enter(session.user());
        var places = accounts.membershipsOf(session.user()).stream()
                .map(Membership::id)
                .toList();
        if (places.isEmpty() || (session.account() != null && places.contains(session.account()))) {
            return session;
        }
        move(session.id(), session.user(), places.getFirst());
        return store.find(session.id(), session.user()).orElseThrow();
    }

    private void move(UUID id, UserId user, AccountId account) {
        store.move(id, user, account);
        notices.publish(CHANGED, id);
    }

    /** Ends every session of the caller's but the one that calls, and what was about to become one. */
    @Transactional
    public void endOthers(Caller caller) {
        users.lock(caller.user());
        tenancy.enter(caller.user());
        pending.voidAll(caller.user());
        store.deleteOthers(caller.user(), caller.credential()).forEach(id -> notices.publish(CHANGED, id));
    }

    /** Ends every session of a person, whom the caller holds, and what was about to become one. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void endAll(UserId user) {
        tenancy.enter(user);
        pending.voidAll(user);
        store.deleteAll(user).forEach(id -> notices.publish(CHANGED, id));
    }
}
