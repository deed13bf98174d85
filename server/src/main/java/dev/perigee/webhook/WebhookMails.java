package dev.perigee.webhook;

import dev.perigee.account.Accounts;
import dev.perigee.database.AccountId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.mail.PlainName;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells the owners of an account that one of its webhooks gets nothing any more. */
@Component
class WebhookMails {

    private final Accounts accounts;
    private final Users users;
    private final Mails mails;

    WebhookMails(Accounts accounts, Users users, Mails mails) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
    }

    /** @param gone whether it said itself that it is no more */
    void paused(AccountId account, String url, boolean gone) {
        String kind = gone ? "webhook_gone" : "webhook_failing";
        String name = PlainName.of(accounts.nameOf(account));
        String host = PlainName.of(ReceiverUrls.host(url));
        accounts.owners(account).stream()
                .map(users::find)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(reader -> reader.email().value()))
                .forEach(reader -> mails.send(letter(reader, kind, name, host)));
    }

    private static Letter letter(User reader, String kind, String account, String host) {
        return new Letter(
                reader.email(), reader.locale(), kind, List.of(PlainName.of(reader.name()), account, host), null, null);
    }
}
