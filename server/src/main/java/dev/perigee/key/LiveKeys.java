package dev.perigee.key;

import dev.perigee.account.Accounts;
import dev.perigee.account.Place;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.Remembered;
import dev.perigee.database.Tenancy;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Cidr;
import dev.perigee.web.Permissions;
import dev.perigee.web.Problem;
import dev.perigee.web.Rejected;
import dev.perigee.web.Rejected.Reason;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The keys that are taken now. A request asks a cache, which hears of every change on every node. */
@Component
class LiveKeys {

    /** The topic of {@link Notices} on which every change of a key is told. */
    static final String CHANGED = "api_key";

    /** How exactly the last use is known. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * A key as it is remembered.
     *
     * @param ends when it is taken no more; null for never
     * @param noted when its use was noted last by this node
     */
    private record Live(
            Caller caller,
            AccountId account,
            List<Cidr> networks,
            @Nullable Instant ends,
            AtomicReference<Instant> noted) {

        List<UUID> about() {
            return List.of(caller.credential(), account.value(), caller.user().value());
        }
    }

    private final ApiKeyStore store;
    private final FormerKeyStore former;
    private final KeyTexts texts;
    private final Accounts accounts;
    private final Plans plans;
    private final Users users;
    private final Tenancy tenancy;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Remembered<String, Live> live;

    LiveKeys(
            ApiKeyStore store,
            FormerKeyStore former,
            KeyTexts texts,
            Accounts accounts,
            Plans plans,
            Users users,
            Tenancy tenancy,
            Notices notices,
            TransactionOperations transactions,
            Clock clock) {
        this.store = store;
        this.former = former;
        this.texts = texts;
        this.accounts = accounts;
        this.plans = plans;
        this.users = users;
        this.tenancy = tenancy;
        this.transactions = transactions;
        this.clock = clock;
        this.live = new Remembered<>(notices, List.of(CHANGED, Accounts.CHANGED, Users.CHANGED), Live::about);
    }

    /**
     * Who calls by the key; nothing for a text that is no key, or for one that is taken no more.
     *
     * @throws Problem 403 {@code address_not_allowed} when the key may not come from there
     */
    Optional<Caller> find(String text, InetAddress address) {
        if (!KeyFormat.isWhole(text)) {
            return Optional.empty();
        }
        String lookup = texts.lookup(text);
        Instant now = clock.instant();
        var found = live.get(lookup, () -> look(lookup)).filter(key -> key.ends() == null || now.isBefore(key.ends()));
        found.ifPresent(key -> use(key, address, now));
        return found.map(Live::caller);
    }

    /** What became of a key that has just let nobody in, for the account whose it is or was; nothing for garbage. */
    Optional<Rejected> why(String text, Optional<Reason> known) {
        if (!KeyFormat.isWhole(text)) {
            return Optional.empty();
        }
        var found = former.why(texts.lookup(text));
        return Optional.of(found.map(key -> key.rejected(known.orElse(key.reason())))
                .orElse(new Rejected(Caller.How.KEY, Reason.KEY_UNKNOWN, null, List.of(), List.of())));
    }

    private void use(Live key, InetAddress address, Instant now) {
        if (!key.networks().isEmpty() && key.networks().stream().noneMatch(network -> network.contains(address))) {
            throw Problem.of(HttpStatus.FORBIDDEN, "address_not_allowed");
        }
        Instant noted = key.noted().get();
        if (!now.isBefore(noted.plus(MINUTE)) && key.noted().compareAndSet(noted, now)) {
            var caller = key.caller();
            transactions.executeWithoutResult(transaction -> {
                tenancy.enter(key.account(), caller.user());
                store.touch(key.account(), caller.credential());
            });
        }
    }

    private Optional<Live> look(String lookup) {
        return store.holderOf(lookup)
                .flatMap(holder -> Objects.requireNonNull(transactions.execute(transaction -> load(holder))));
    }

    /** Nothing while whoever runs the product has shut out the member it acts for. */
    private Optional<Live> load(ApiKeyStore.Holder holder) {
        tenancy.enter(holder.account(), holder.user());
        return users.find(holder.user()).filter(user -> !user.disabled()).map(user -> live(holder, user));
    }

    private Live live(ApiKeyStore.Holder holder, User user) {
        var place = accounts.placeIn(holder.account(), holder.user())
                .filter(found -> Permissions.covers(found.role(), holder.role()));
        var home = place.map(found -> holder.account());
        var caller = new Caller(
                Caller.How.KEY,
                holder.id(),
                holder.user(),
                home,
                place.map(found -> holder.role()).orElse(Place.NOWHERE.role()),
                new Caller.Standing(user.verified(), false, true, Instant.EPOCH),
                Set.copyOf(holder.scopes()),
                home.flatMap(plans::entitlementsOf));
        return new Live(
                caller,
                holder.account(),
                holder.networks().stream().map(Cidr::parse).toList(),
                holder.ends(),
                new AtomicReference<>(Instant.EPOCH));
    }
}
