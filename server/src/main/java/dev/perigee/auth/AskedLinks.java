package dev.perigee.auth;

import dev.perigee.account.Accounts;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Links that anybody may ask for, in the name of whoever has an address. For nobody the same statements run, about a
 * person who does not exist: neither the answer nor its time tells who does.
 */
@Component
class AskedLinks {

    /**
     * A kind of link.
     *
     * @param name of its mail and of its tokens' purpose
     * @param page to which it leads
     */
    record Link(String name, String page, Duration valid) {}

    private final Users users;
    private final Accounts accounts;
    private final MailedTokens tokens;
    private final Mails mails;
    private final WebSettings web;
    private final Clock clock;

    AskedLinks(Users users, Accounts accounts, MailedTokens tokens, Mails mails, WebSettings web, Clock clock) {
        this.users = users;
        this.accounts = accounts;
        this.tokens = tokens;
        this.mails = mails;
        this.web = web;
        this.clock = clock;
    }

    /**
     * Who is to get the link, held until the transaction ends: what changes the address or voids its links comes before or
     * after. Nobody when the address is nobody's, its person is shut out, or it has had enough mail.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<User> reader(EmailAddress email, Link link) {
        var id = users.find(email).map(User::id).orElseGet(UserId::next);
        users.lock(id);
        var held = users.find(id);
        boolean open = !accounts.isShutOut(id);
        boolean room = mails.hasRoom(email, link.name());
        return held.filter(
                user -> open && room && !user.disabled() && user.email().equals(email));
    }

    /** Mails the link to its reader, in whose place any earlier one is void; for nobody it is made and taken back. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void mail(Link link, @Nullable User reader, EmailAddress email, Locale locale) {
        var id = reader == null ? UserId.next() : reader.id();
        String token = tokens.replace(link.name(), id, null, link.valid());
        var letter = new Letter(
                email,
                reader == null ? locale : reader.locale(),
                link.name(),
                List.of(),
                web.link(link.page() + "#token=" + token),
                clock.instant().plus(link.valid()));
        if (reader == null) {
            mails.pretend(letter);
        } else {
            mails.send(letter);
        }
    }
}
