package dev.perigee.auth;

import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.DISABLE;
import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.NOTIFY;
import static dev.perigee.auth.AuthSettings.SuspiciousSignIn.OFF;

import dev.perigee.auth.SuspicionRule.Signal;
import dev.perigee.log.Attempt;
import dev.perigee.log.Logins;
import dev.perigee.log.Places;
import dev.perigee.mail.Letter;
import dev.perigee.mail.MailedTokens;
import dev.perigee.mail.Mails;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.SecurityTrail;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.WebSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What becomes of a sign-in whose password was right but which is unlike its person. It never touches live sessions or
 * API keys: whoever stole a password must not be able to stop a company with it.
 */
@Component
class Suspicion {

    /** What a sign-in comes to whose password was right. */
    enum Verdict {
        USUAL,
        TOLD,
        STOPPED
    }

    private static final String BLOCKED = "sign_in_blocked";

    /** For how long a completed sign-in tells what is usual. */
    static final Duration LOOK_BACK = Duration.ofDays(90);

    private static final Duration MAIL_AT_MOST_EVERY = Duration.ofMinutes(10);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final SuspicionRule rule;
    private final AuthSettings.SuspiciousSignIn mode;
    private final Logins logins;
    private final Places places;
    private final Users users;
    private final MailedTokens tokens;
    private final NotMeLinks notMe;
    private final Mails mails;
    private final SecurityTrail trail;
    private final WebSettings web;
    private final Clock clock;

    Suspicion(
            SuspicionRule rule,
            AuthSettings settings,
            Logins logins,
            Places places,
            Users users,
            MailedTokens tokens,
            NotMeLinks notMe,
            Mails mails,
            SecurityTrail trail,
            WebSettings web,
            Clock clock) {
        this.rule = rule;
        this.mode = settings.suspiciousSignIn();
        this.logins = logins;
        this.places = places;
        this.users = users;
        this.tokens = tokens;
        this.notMe = notMe;
        this.mails = mails;
        this.trail = trail;
        this.web = web;
        this.clock = clock;
    }

    /** What the attempt comes to; always usual while the address is not confirmed, for there is nobody to be told. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Verdict of(User user, Attempt attempt) {
        if (mode == OFF || !user.verified()) {
            return Verdict.USUAL;
        }
        var completed = logins.completed(user.id(), LOOK_BACK);
        boolean dormant = completed.isEmpty() && logins.any(user.id());
        var verdict = verdict(mode, rule.differences(attempt, completed), dormant);
        return mode == DISABLE && user.blocked() ? Verdict.STOPPED : verdict;
    }

    /**
     * What these differences come to.
     *
     * @param dormant whether the person came in before, but too long ago to be compared with
     */
    static Verdict verdict(AuthSettings.SuspiciousSignIn mode, Set<Signal> differences, boolean dormant) {
        if (mode == OFF || (differences.isEmpty() && !dormant)) {
            return Verdict.USUAL;
        }
        return differences.size() == Signal.values().length && mode != NOTIFY ? Verdict.STOPPED : Verdict.TOLD;
    }

    /** Notes that an attempt was stopped, and mails the person how to come in, once in ten minutes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void stop(User user, Attempt attempt) {
        logins.note(user.id(), attempt, Logins.Result.BLOCKED);
        trail.note(user.id(), "sign_in_blocked");
        if (mode == DISABLE) {
            users.block(user.id());
        }
        if (users.mayMailWayBack(user.id(), MAIL_AT_MOST_EVERY) && mails.hasRoom(user.email(), BLOCKED)) {
            String token = tokens.replace(MagicLinks.PURPOSE, user.id(), null, MagicLinks.VALID);
            String link = web.link("/magic#token=" + token);
            var values = values(user, attempt);
            mails.send(new Letter(
                    user.email(),
                    user.locale(),
                    BLOCKED,
                    values,
                    link,
                    clock.instant().plus(MagicLinks.VALID)));
        }
    }

    /** Tells the person of a sign-in that was a little unusual, with a link for "this was not me". */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(User user, Attempt attempt) {
        String link = notMe.next(user.id());
        mails.send(new Letter(user.email(), user.locale(), "new_sign_in", values(user, attempt), link, null));
    }

    private List<String> values(User user, Attempt attempt) {
        var device = attempt.device();
        String time = TIME.format(clock.instant());
        return List.of(user.name(), device.browser(), device.name(), origin(user, attempt), time);
    }

    /** The network, and its place where that is known. */
    private String origin(User user, Attempt attempt) {
        return places.of(attempt.address(), user.locale())
                .map(place -> attempt.network() + " (" + place + ')')
                .orElseGet(attempt::network);
    }
}
