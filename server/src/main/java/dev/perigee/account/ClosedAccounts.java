package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.user.Erasure;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Erases closed accounts once their grace is over, each in a transaction of its own: what one of them is in the way of
 * does not stop the others. Any number of nodes may do it at once.
 */
@Component
class ClosedAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedAccounts.class);
    private static final int AT_ONCE = 100;
    private static final AccountId FIRST = new AccountId(new UUID(0, 0));

    private final ClosingStore store;
    private final AccountStore memberships;
    private final Accounts accounts;
    private final Users users;
    private final Erasure erasure;
    private final Tenancy tenancy;
    private final TransactionOperations transactions;

    ClosedAccounts(
            ClosingStore store,
            AccountStore memberships,
            Accounts accounts,
            Users users,
            Erasure erasure,
            Tenancy tenancy,
            TransactionOperations transactions) {
        this.store = store;
        this.memberships = memberships;
        this.accounts = accounts;
        this.users = users;
        this.erasure = erasure;
        this.tenancy = tenancy;
        this.transactions = transactions;
    }

    @Scheduled(initialDelay = 19, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void eraseDue() {
        for (var due = store.due(FIRST, AT_ONCE); !due.isEmpty(); due = store.due(due.getLast(), AT_ONCE)) {
            due.forEach(this::erase);
        }
    }

    private void erase(AccountId account) {
        try {
            transactions.executeWithoutResult(transaction -> eraseAll(account));
        } catch (RuntimeException e) {
            LOG.error("The closed account {} could not be erased; trying again later", account, e);
        }
    }

    /** People are held before their account, here as everywhere. */
    private void eraseAll(AccountId account) {
        tenancy.enter(account, null);
        var members = memberships.members(account);
        members.stream().sorted(Comparator.comparing(UserId::value)).forEach(users::lock);
        if (store.claim(account)) {
            var alone = members.stream().filter(this::isNowhereElse).toList();
            tenancy.enter(account, null);
            accounts.delete(account);
            alone.forEach(erasure::erase);
        }
    }

    private boolean isNowhereElse(UserId member) {
        tenancy.enter(member);
        List<AccountId> all = memberships.accountsOf(member);
        return all.size() == 1 && users.find(member).filter(User::operator).isEmpty();
    }
}
