package dev.perigee.notification;

import dev.perigee.account.Accounts;
import dev.perigee.database.AccountId;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.job.Job;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.mail.PlainName;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Mails somebody what they want to be told of by mail. The first job of several that are due at about the same time puts
 * all of it into one mail, and the others find nothing left.
 */
@Component
class NotificationMailJob implements Job {

    static final String NAME = "notification_mail";

    /** How much of it a mail tells; the rest is a number. */
    private static final int MOST = 20;

    private final NotificationStore store;
    private final Titles titles;
    private final Accounts accounts;
    private final Users users;
    private final Mails mails;
    private final Tenancy tenancy;
    private final TransactionOperations transactions;

    NotificationMailJob(
            NotificationStore store,
            Titles titles,
            Accounts accounts,
            Users users,
            Mails mails,
            Tenancy tenancy,
            TransactionOperations transactions) {
        this.store = store;
        this.titles = titles;
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
        this.tenancy = tenancy;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(AccountId account, UUID id) {
        transactions.executeWithoutResult(transaction -> {
            tenancy.enter(account, null);
            store.toBeMailed(account, id).ifPresent(reader -> mail(account, reader));
        });
    }

    /** It still stands among their notifications, unless they do not want it there. */
    @Override
    public void giveUp(AccountId account, UUID id) {}

    /** Who is no member any more is told no more. */
    private void mail(AccountId account, UserId reader) {
        var rows = store.takeMail(account, reader);
        users.find(reader)
                .filter(person -> !rows.isEmpty())
                .filter(person -> accounts.placeIn(account, reader).isPresent())
                .ifPresent(person -> mails.send(letter(account, person, rows)));
    }

    private Letter letter(AccountId account, User reader, List<NotificationStore.Row> rows) {
        var told = rows.subList(0, Math.min(MOST, rows.size()));
        String lines = titles.entitle(told, reader.locale()).stream()
                .map(notification -> "– " + PlainName.of(notification.title()))
                .collect(Collectors.joining("\n"));
        String more = Integer.toString(rows.size() - told.size());
        var values = List.of(PlainName.of(reader.name()), PlainName.of(accounts.nameOf(account)), lines, more);
        String kind = rows.size() > MOST ? "notification_many" : "notification";
        return new Letter(reader.email(), reader.locale(), kind, values, null, null);
    }
}
