package dev.perigee.key;

import dev.perigee.account.Accounts;
import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.mail.PlainName;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Tells people what becomes of the keys that they answer for. What others have named is made plain in it. */
@Component
class KeyMails {

    private final Accounts accounts;
    private final Users users;
    private final Mails mails;

    KeyMails(Accounts accounts, Users users, Mails mails) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
    }

    /** Somebody has read a key again: its owners are told, and whoever did it. */
    void revealed(AccountId account, ApiKey key, UserId by) {
        var readers = owners(account);
        readers.add(by);
        String who = users.find(by)
                .map(user -> PlainName.of(user.name()) + " (" + user.email() + ')')
                .orElse("–");
        send("key_revealed", account, readers, List.of(nameOf(key), who));
    }

    /** Somebody has reported that a key lies where it does not belong. */
    void quarantined(AccountId account, ApiKey key) {
        var readers = owners(account);
        Optional.ofNullable(key.userId()).ifPresent(readers::add);
        send("key_quarantined", account, readers, List.of(nameOf(key)));
    }

    /** A key acts for another member from now on. */
    void taken(AccountId account, ApiKey key, UserId owner) {
        send("key_taken_over", account, Set.of(owner), List.of(nameOf(key)));
    }

    private static String nameOf(ApiKey key) {
        return PlainName.of(key.name()) + " (" + key.hint() + ')';
    }

    private Set<UserId> owners(AccountId account) {
        return new LinkedHashSet<>(accounts.owners(account));
    }

    /** In one order for everybody who writes to several people. */
    private void send(String kind, AccountId account, Set<UserId> readers, List<String> more) {
        String name = PlainName.of(accounts.nameOf(account));
        readers.stream()
                .map(users::find)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(reader -> reader.email().value()))
                .forEach(reader -> mails.send(letter(reader, kind, name, more)));
    }

    private static Letter letter(User reader, String kind, String account, List<String> more) {
        var values = new ArrayList<>(List.of(PlainName.of(reader.name()), account));
        values.addAll(more);
        return new Letter(reader.email(), reader.locale(), kind, values, null, null);
    }
}
