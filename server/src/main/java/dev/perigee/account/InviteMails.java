package dev.perigee.account;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.mail.EmailAddress;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The letter with the link. It says who invites, with their address, and into what, in names made plain. */
@Component
class InviteMails {

    private static final String KIND = "invite";

    private final AccountMails names;
    private final Users users;
    private final Mails mails;
    private final WebSettings web;
    private final Clock clock;

    InviteMails(AccountMails names, Users users, Mails mails, WebSettings web, Clock clock) {
        this.names = names;
        this.users = users;
        this.mails = mails;
        this.web = web;
        this.clock = clock;
    }

    /** Whether one more would reach the address; asked before the link of an earlier one is voided. */
    boolean hasRoom(EmailAddress to) {
        return mails.hasRoom(to, KIND);
    }

    /** In the order of their addresses, each of which is locked. */
    void send(AccountId account, List<InviteStore.NewInvite> invites) {
        invites.stream()
                .sorted(Comparator.comparing(invite -> invite.email().value()))
                .forEach(invite -> send(account, invite));
    }

    private void send(AccountId account, InviteStore.NewInvite invite) {
        mails.send(new Letter(
                invite.email(),
                locale(invite.email(), invite.inviter()),
                KIND,
                List.of(names.known(invite.inviter()), names.nameOf(account)),
                web.link("/invite#token=" + invite.token().text()),
                clock.instant().plus(Invites.VALID)));
    }

    /** Of somebody who is not known yet nobody knows better than whoever invites them. */
    private Locale locale(EmailAddress reader, UserId inviter) {
        return users.find(reader)
                .filter(User::verified)
                .or(() -> users.find(inviter))
                .orElseThrow(Problem::notFound)
                .locale();
    }
}
