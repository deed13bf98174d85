package dev.perigee.key;

import dev.perigee.audit.Audit;
import dev.perigee.database.Notices;
import dev.perigee.database.Tenancy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is done when somebody has found a key where it does not belong. Whoever has a key in hand may have it refused: they
 * could do worse with it. They learn nothing of it, not even whether it was ever one.
 */
@Component
class Leaks {

    private final ApiKeyStore store;
    private final KeyTexts texts;
    private final KeyMails mails;
    private final Audit audit;
    private final Tenancy tenancy;
    private final Notices notices;
    private final ApplicationEventPublisher events;

    Leaks(
            ApiKeyStore store,
            KeyTexts texts,
            KeyMails mails,
            Audit audit,
            Tenancy tenancy,
            Notices notices,
            ApplicationEventPublisher events) {
        this.store = store;
        this.texts = texts;
        this.mails = mails;
        this.audit = audit;
        this.tenancy = tenancy;
        this.notices = notices;
        this.events = events;
    }

    /** Refuses the key on every node, and tells the owners of its account; does nothing for any other text. */
    @Transactional
    void report(String text) {
        if (KeyFormat.isWhole(text)) {
            store.holderOf(texts.lookup(text)).ifPresent(this::quarantine);
        }
    }

    private void quarantine(ApiKeyStore.Holder holder) {
        var account = holder.account();
        tenancy.enter(account, holder.user());
        var key = store.hold(account, holder.id());
        if (key.isPresent() && store.quarantine(account, holder.id())) {
            notices.publish(LiveKeys.CHANGED, holder.id());
            mails.quarantined(account, key.get());
            events.publishEvent(new ApiKeyQuarantined(
                    account, holder.user(), holder.id(), key.get().name()));
            audit.note(account, null, ApiKeys.about("key.quarantined", key.get()));
        }
    }
}
