package dev.perigee.onboarding;

import dev.perigee.web.Caller;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes the list of each member anew whenever it is shown: what is done is what the features say. */
@Component
class OnboardingLists {

    private final List<OnboardingStep> steps;
    private final OnboardingStore store;
    private final MessageSource messages;

    OnboardingLists(List<OnboardingStep> steps, OnboardingStore store, MessageSource messages) {
        this.steps = steps;
        this.store = store;
        this.messages = messages;
    }

    @Transactional(readOnly = true)
    Onboarding get(Caller caller) {
        return of(caller);
    }

    /** Puts it away, or brings it back; for this member in this account. */
    @Transactional
    Onboarding dismiss(Caller caller, boolean dismissed) {
        if (dismissed) {
            store.dismiss(caller.account(), caller.user());
        } else {
            store.show(caller.account(), caller.user());
        }
        return of(caller);
    }

    private Onboarding of(Caller caller) {
        var locale = LocaleContextHolder.getLocale();
        var items = steps.stream()
                .filter(step -> caller.holds(step.permission()))
                .map(step -> item(step, caller, locale))
                .toList();
        return new Onboarding(store.isDismissed(caller.account(), caller.user()), items);
    }

    private Onboarding.OnboardingItem item(OnboardingStep step, Caller caller, Locale locale) {
        String key = "onboarding." + step.name();
        return new Onboarding.OnboardingItem(
                step.name(),
                messages.getMessage(key + ".title", null, locale),
                messages.getMessage(key + ".text", null, locale),
                step.path(),
                step.isDone(caller));
    }
}
