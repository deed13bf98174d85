package dev.perigee.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How much mail one address gets: strangers can make us write to somebody, and must not be able to bury them. What they
 * can cause is counted together. Everything else takes a password or a session, and each kind counts for itself: so no
 * flood from outside silences a notice, or takes away the way back in.
 */
@Component
class MailBounds {

    private static final Logger LOG = LoggerFactory.getLogger(MailBounds.class);

    /** What tells somebody only that a stranger tried their address. It must leave room for links. */
    private static final Set<String> WARNINGS = Set.of("account_exists", "email_taken", "social_account_exists");

    /** What anybody can cause who knows no more than an address. */
    private static final Set<String> STRANGERS = Set.of(
            "account_exists",
            "email_confirm",
            "email_taken",
            "invite",
            "magic",
            "reset",
            "social_account_exists",
            "social_confirm",
            "verify",
            "verify_again");

    private static final String WAY_BACK = "sign_in_blocked";

    private final MailStore store;
    private final MailSettings.Bounds bounds;
    private final Cache<String, Boolean> told = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofDays(1))
            .maximumSize(1_000)
            .build();

    MailBounds(MailStore store, MailSettings settings) {
        this.store = store;
        this.bounds = settings.bounds();
    }

    /** Whether one more of a kind may be written. Who asks is alone with the address until the transaction ends. */
    boolean allow(EmailAddress to, String kind) {
        store.lock(to.value());
        var sent = store.sent(to.value(), kind, STRANGERS);
        boolean allowed = sent.ofKind() < ofKind(kind) && (!STRANGERS.contains(kind) || hasRoom(sent));
        if (!allowed && told.asMap().putIfAbsent(to.value() + ' ' + kind, true) == null) {
            LOG.warn("One address has got all the mail of the kind {} that it may: no more is sent for a while", kind);
        }
        return allowed;
    }

    private int ofKind(String kind) {
        if (WAY_BACK.equals(kind)) {
            return bounds.wayBack();
        }
        if (WARNINGS.contains(kind)) {
            return bounds.warning();
        }
        return STRANGERS.contains(kind) ? bounds.day() : bounds.notice();
    }

    private boolean hasRoom(MailStore.Sent sent) {
        return sent.lately() < bounds.quarterHour() && sent.today() < bounds.day();
    }
}
