package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.Tenancy;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How an account is closed, and opened again while there is time. {@link ClosedAccounts} has what comes after. */
@Component
class Closing {

    private final AccountStore accounts;
    private final ClosingStore store;
    private final Users users;
    private final Mails mails;
    private final Audit audit;
    private final Tenancy tenancy;
    private final Notices notices;
    private final ApplicationEventPublisher events;
    private final WebSettings web;
    private final Duration grace;

    Closing(
            AccountStore accounts,
            ClosingStore store,
            Users users,
            Mails mails,
            Audit audit,
            Tenancy tenancy,
            Notices notices,
            ApplicationEventPublisher events,
            WebSettings web,
            ClosingSettings settings) {
        this.accounts = accounts;
        this.store = store;
        this.users = users;
        this.mails = mails;
        this.audit = audit;
        this.tenancy = tenancy;
        this.notices = notices;
        this.events = events;
        this.web = web;
        this.grace = settings.grace();
    }

    /** The person's accounts, and the closed ones that they may open again. */
    @Transactional(readOnly = true)
    List<Membership> mine(Caller caller) {
        return Stream.of(accounts.membershipsOf(caller.user()), store.closedOf(caller.user()))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Closes the caller's account.
     *
     * @throws Problem 404 when somebody else has just closed it
     */
    @Transactional
    void close(Caller caller) {
        var account = caller.account();
        accounts.lock(account);
        Instant closed = store.close(account).orElseThrow(Problem::notFound);
        notices.publish(Accounts.CHANGED, account.value());
        String day = closed.plus(grace).atZone(ZoneOffset.UTC).toLocalDate().toString();
        tellOwners(account, "account_closed", day);
        events.publishEvent(new AccountClosed(account, caller.user()));
        audit.note(caller, Entry.of("account.closed"));
    }

    /**
     * Opens an account again, whatever account the caller's session acts in.
     *
     * @throws Problem 404 when it is not closed, not the caller's, or past its grace
     */
    @Transactional
    Membership reopen(Caller caller, AccountId account) {
        tenancy.enter(caller.user());
        var closed = store.closedOf(caller.user()).stream()
                .filter(membership -> membership.id().equals(account))
                .findFirst()
                .orElseThrow(Problem::notFound);
        tenancy.enter(account, caller.user());
        accounts.lock(account);
        if (!store.reopen(account)) {
            throw Problem.notFound();
        }
        notices.publish(Accounts.CHANGED, account.value());
        tellOwners(account, "account_reopened", "");
        events.publishEvent(new AccountReopened(account, caller.user()));
        audit.note(account, caller.user(), Entry.of("account.reopened"));
        return Membership.open(account, closed.name(), closed.permission(), closed.createdAt());
    }

    private void tellOwners(AccountId account, String kind, String day) {
        String name = accounts.find(account).orElseThrow().name();
        accounts.activeMembers(account, List.of(Accounts.OWNER)).stream()
                .map(users::find)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(owner -> owner.email().value()))
                .forEach(owner -> mails.send(letter(owner, kind, List.of(owner.name(), name, day))));
    }

    private Letter letter(User owner, String kind, List<String> values) {
        return new Letter(owner.email(), owner.locale(), kind, values, web.link("/signin"), null);
    }
}
