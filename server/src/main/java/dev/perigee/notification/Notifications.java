package dev.perigee.notification;

import dev.perigee.account.Accounts;
import dev.perigee.database.Ids;
import dev.perigee.database.Notices;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.event.AccountEvent;
import dev.perigee.event.EventPayload;
import dev.perigee.job.Jobs;
import dev.perigee.user.Traces;
import dev.perigee.web.Caller;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What members are told of. The rows are written in the transaction of the event, one for each who may know of it and
 * wants to; what was wanted then is what counts.
 */
@Component
class Notifications implements Traces {

    /** The topic of {@link Notices} on which an account is told that somebody in it has news. */
    static final String NEWS = "notification";

    /** Nobody reads a larger figure. */
    static final int MOST_UNREAD = 100;

    private final NotificationStore store;
    private final Preferences preferences;
    private final Titles titles;
    private final Accounts accounts;
    private final Jobs jobs;
    private final NotificationSettings settings;
    private final Notices notices;
    private final Tenancy tenancy;
    private final JsonMapper json;
    private final Clock clock;
    private final Set<String> kinds = Set.copyOf(Titles.kinds());

    Notifications(
            NotificationStore store,
            Preferences preferences,
            Titles titles,
            Accounts accounts,
            Jobs jobs,
            NotificationSettings settings,
            Notices notices,
            Tenancy tenancy,
            JsonMapper json,
            Clock clock) {
        this.store = store;
        this.preferences = preferences;
        this.titles = titles;
        this.accounts = accounts;
        this.jobs = jobs;
        this.settings = settings;
        this.notices = notices;
        this.tenancy = tenancy;
        this.json = json;
        this.clock = clock;
    }

    /** Hears of every event of every feature, those not yet written too. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(AccountEvent event) {
        if (kinds.contains(event.name())) {
            tell(event, readers(event));
        }
    }

    private List<UserId> readers(AccountEvent event) {
        return accounts.holding(event.account(), event.audience()).stream()
                .filter(member -> event.tellsActor() || !member.equals(event.actor()))
                .toList();
    }

    private void tell(AccountEvent event, List<UserId> readers) {
        var rows = readers.isEmpty() ? List.<NotificationStore.NewRow>of() : wanted(event, readers);
        if (rows.isEmpty()) {
            return;
        }
        var data = EventPayload.of(event, clock.instant(), json).data();
        store.add(event.account(), event.name(), event.actor(), event.subject(), data.toString(), rows);
        notices.publish(NEWS, event.account().value());
        rows.stream()
                .filter(NotificationStore.NewRow::mail)
                .forEach(row -> jobs.begin(NotificationMailJob.NAME, event.account(), row.id(), settings.mailDelay()));
    }

    private List<NotificationStore.NewRow> wanted(AccountEvent event, List<UserId> readers) {
        var said = preferences.about(event.account(), event.name());
        return readers.stream()
                .map(reader -> row(reader, said.get(reader)))
                .filter(row -> row.inApp() || row.mail())
                .toList();
    }

    private static NotificationStore.NewRow row(UserId reader, PreferenceStore.@Nullable Row said) {
        return said == null
                ? new NotificationStore.NewRow(Ids.next(), reader, Preference.IN_APP, Preference.MAIL)
                : new NotificationStore.NewRow(Ids.next(), reader, said.inApp(), said.mail());
    }

    @Transactional(readOnly = true)
    Page<Notification> list(Caller caller, PageQuery page, boolean unread) {
        var rows = store.list(caller.account(), caller.user(), page, unread);
        return Page.of(page, titles.entitle(rows, LocaleContextHolder.getLocale()), Notification::id);
    }

    /** Those after that id, the oldest first. */
    @Transactional(readOnly = true)
    List<Notification> after(Caller caller, UUID id, int most) {
        var rows = store.after(caller.account(), caller.user(), id, most);
        return titles.entitle(rows, LocaleContextHolder.getLocale());
    }

    /** How many are unread, up to {@link #MOST_UNREAD}. */
    @Transactional(readOnly = true)
    int countUnread(Caller caller) {
        return store.countUnread(caller.account(), caller.user(), MOST_UNREAD);
    }

    /** @throws Problem 404 when it is not the caller's */
    @Transactional
    Notification mark(Caller caller, UUID id, boolean read) {
        store.mark(caller.account(), caller.user(), id, read);
        var row = store.find(caller.account(), caller.user(), id).orElseThrow(Problem::notFound);
        return titles.entitle(List.of(row), LocaleContextHolder.getLocale()).getFirst();
    }

    /** Marks this one and all before it as read; returns how many are unread after it. */
    @Transactional
    int markUpTo(Caller caller, UUID last) {
        store.markUpTo(caller.account(), caller.user(), last);
        return countUnread(caller);
    }

    /** The transaction goes on as that person. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(UserId user) {
        tenancy.enter(user);
        store.forget();
    }
}
