package dev.perigee.notification;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.perigee.database.AccountId;
import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What each member wants to be told of in an account, and how. */
@Component
class Preferences {

    private final PreferenceStore store;
    private final Titles titles;

    Preferences(PreferenceStore store, Titles titles) {
        this.store = store;
        this.titles = titles;
    }

    /** Of every kind, in the order of their names. */
    @Transactional(readOnly = true)
    List<Preference> list(Caller caller) {
        var said = store.of(caller.account(), caller.user()).stream()
                .collect(toMap(PreferenceStore.Row::kind, identity()));
        return Titles.kinds().stream()
                .map(kind -> preference(kind, said.get(kind)))
                .toList();
    }

    /** @throws Problem 404 for a kind that there is not */
    @Transactional
    Preference set(Caller caller, String kind, boolean inApp, boolean mail) {
        if (!Titles.kinds().contains(kind)) {
            throw Problem.notFound();
        }
        store.set(caller.account(), caller.user(), kind, inApp, mail);
        return new Preference(kind, titles.describe(kind, LocaleContextHolder.getLocale()), inApp, mail);
    }

    /** Of those who have said what they want of this kind. */
    @Transactional(propagation = Propagation.MANDATORY)
    Map<UserId, PreferenceStore.Row> about(AccountId account, String kind) {
        return store.about(account, kind).stream().collect(toMap(PreferenceStore.Row::user, identity()));
    }

    private Preference preference(String kind, PreferenceStore.@Nullable Row said) {
        return new Preference(
                kind,
                titles.describe(kind, LocaleContextHolder.getLocale()),
                said == null ? Preference.IN_APP : said.inApp(),
                said == null ? Preference.MAIL : said.mail());
    }
}
