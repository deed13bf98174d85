package dev.perigee.user;

import dev.perigee.database.UserId;
import dev.perigee.mail.MailedTokens;
import dev.perigee.web.WebSettings;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The links in mails by which somebody says that what the mail tells of was not they. */
@Component
public class NotMeLinks {

    /** Of the tokens in them. */
    public static final String PURPOSE = "disown";

    /** As long as a mail about a sign-in says. */
    public static final Duration VALID = Duration.ofHours(24);

    private final MailedTokens tokens;
    private final WebSettings web;

    NotMeLinks(MailedTokens tokens, WebSettings web) {
        this.tokens = tokens;
        this.web = web;
    }

    /** A link that is good for a day, and undoes what happens in this transaction and later. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String next(UserId user) {
        return link(user, VALID);
    }

    /** One that nothing voids before its time, for what would keep its person out: whoever did it must not void it, too. */
    @Transactional(propagation = Propagation.MANDATORY)
    public String lasting(UserId user, Duration valid) {
        String link = link(user, valid);
        tokens.keep(user, PURPOSE);
        return link;
    }

    private String link(UserId user, Duration valid) {
        return web.link("/notme#token=" + tokens.issue(PURPOSE, user, null, null, valid));
    }
}
