package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.account.Membership;
import dev.perigee.billing.Plans;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.Remembered;
import dev.perigee.user.Profile;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.user.WaysIn;
import dev.perigee.web.Caller;
import dev.perigee.web.Entitlements;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Answers the question every client asks first: who am I here? */
@Component
class AuthStatus {

    /**
     * Who the caller is, in the seed's terms and some of ours.
     *
     * @param jwtToken whether the request bears a token of a live session
     * @param socialToken whether the user can sign in by a social network: one vouches for an identity of theirs
     * @param subscription the subscription's status, {@code none} without one
     * @param accounts the ids of the accounts the user belongs to; for an API key its own account alone
     * @param accountId the account the session acts in
     * @param authenticated whether anybody is signed in at all
     * @param permission the user's role in that account
     * @param plan the id of the account's plan
     * @param entitlements what the plan allows; null without one
     * @param verified whether the user's address is confirmed
     * @param secondFactorRequired whether the account asks for a second factor that the caller has not shown; then
     *     little is open but to set one up
     * @param user null for an API key without the scope {@code user.read}
     */
    record Status(
            boolean jwtToken,
            boolean socialToken,
            String subscription,
            List<AccountId> accounts,
            @Nullable AccountId accountId,
            boolean authenticated,
            @Nullable String permission,
            @Nullable String plan,
            @Nullable Entitlements entitlements,
            boolean verified,
            boolean secondFactorRequired,
            @Nullable Profile user) {}

    private static final String NONE = "none";
    private static final Status NOBODY =
            new Status(false, false, NONE, List.of(), null, false, null, null, null, false, false, null);

    private final Users users;
    private final WaysIn waysIn;
    private final Accounts accounts;
    private final Plans plans;
    private final TransactionOperations transactions;
    private final Remembered<Caller, Status> remembered;

    AuthStatus(
            Users users,
            WaysIn waysIn,
            Accounts accounts,
            Plans plans,
            TransactionOperations transactions,
            Notices notices) {
        this.users = users;
        this.waysIn = waysIn;
        this.accounts = accounts;
        this.plans = plans;
        this.transactions = transactions;
        this.remembered = new Remembered<>(notices, List.of(Users.CHANGED, Accounts.CHANGED), AuthStatus::about);
    }

    private static List<UUID> about(Status status) {
        var user =
                Optional.ofNullable(status.user()).map(profile -> profile.id().value());
        return Stream.concat(user.stream(), status.accounts().stream().map(AccountId::value))
                .toList();
    }

    Status of(Optional<Caller> caller) {
        return caller.flatMap(known -> remembered.get(known, () -> read(known))).orElse(NOBODY);
    }

    private Optional<Status> read(Caller caller) {
        return Optional.ofNullable(transactions.execute(transaction ->
                users.find(caller.user()).map(user -> read(caller, user)).orElse(null)));
    }

    private Status read(Caller caller, User user) {
        var subscription = caller.home().flatMap(plans::subscriptionOf);
        boolean session = caller.how() == Caller.How.SESSION;
        return new Status(
                session,
                session && waysIn.hasSocial(caller.user()),
                subscription.map(Plans.Subscription::status).orElse(NONE),
                session ? accountsOf(caller) : caller.home().stream().toList(),
                caller.home().orElse(null),
                true,
                caller.role().isEmpty() ? null : caller.role(),
                subscription.map(Plans.Subscription::plan).orElse(null),
                caller.plan().orElse(null),
                caller.verified(),
                !caller.standing().complete(),
                session || caller.scopes().contains("user.read") ? Profile.of(user, caller) : null);
    }

    private List<AccountId> accountsOf(Caller caller) {
        return accounts.membershipsOf(caller.user()).stream()
                .map(Membership::id)
                .toList();
    }
}
