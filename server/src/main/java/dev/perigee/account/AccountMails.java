package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.mail.PlainName;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells people what becomes of their place in an account. What others have named is made plain in it. */
@Component
class AccountMails {

    private final AccountStore accounts;
    private final Users users;
    private final Mails mails;

    AccountMails(AccountStore accounts, Users users, Mails mails) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
    }

    /** With their name, the account's name, and what else the words take. */
    void tell(String kind, AccountId account, UserId reader, String... more) {
        tell(kind, account, reader, null, List.of(more));
    }

    /** The same with a link. */
    void tell(String kind, AccountId account, UserId reader, @Nullable String link, List<String> more) {
        users.find(reader).ifPresent(user -> {
            var values = new ArrayList<>(List.of(PlainName.of(user.name()), nameOf(account)));
            values.addAll(more);
            mails.send(new Letter(user.email(), user.locale(), kind, values, link, null));
        });
    }

    /** As it may stand in a mail. */
    String nameOf(AccountId account) {
        return PlainName.of(
                accounts.find(account).orElseThrow(Problem::notFound).name());
    }

    /** Who somebody is, with the address: a name alone could be anybody's. */
    String known(UserId person) {
        var user = users.find(person).orElseThrow(Problem::notFound);
        return PlainName.of(user.name()) + " (" + user.email() + ')';
    }
}
