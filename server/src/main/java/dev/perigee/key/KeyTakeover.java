package dev.perigee.key;

import dev.perigee.account.Accounts;
import dev.perigee.account.MemberDeactivated;
import dev.perigee.account.MemberRemoved;
import dev.perigee.account.MemberRoleChanged;
import dev.perigee.account.OwnershipTransferred;
import dev.perigee.account.Place;
import dev.perigee.audit.Audit;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.web.Permissions;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keys stay when their maker goes: they are the account's. An owner takes over, in the transaction of the change, what the
 * maker may no longer answer for; what a key may do stays as it was.
 */
@Component
class KeyTakeover {

    private final ApiKeyStore store;
    private final Accounts accounts;
    private final KeyMails mails;
    private final Audit audit;
    private final Notices notices;

    KeyTakeover(ApiKeyStore store, Accounts accounts, KeyMails mails, Audit audit, Notices notices) {
        this.store = store;
        this.accounts = accounts;
        this.mails = mails;
        this.audit = audit;
        this.notices = notices;
    }

    @EventListener
    void on(MemberRemoved event) {
        settle(event.account(), event.actor(), event.user(), Place.NOWHERE.role());
    }

    @EventListener
    void on(MemberDeactivated event) {
        settle(event.account(), event.actor(), event.user(), Place.NOWHERE.role());
    }

    @EventListener
    void on(MemberRoleChanged event) {
        settle(event.account(), event.actor(), event.user(), event.to());
    }

    @EventListener
    void on(OwnershipTransferred event) {
        String role =
                accounts.placeIn(event.account(), event.from()).map(Place::role).orElse(Place.NOWHERE.role());
        settle(event.account(), event.actor(), event.from(), role);
    }

    private void settle(AccountId account, UserId actor, UserId maker, String role) {
        var left = store.heldBy(account, maker).stream()
                .filter(key -> !Permissions.covers(role, key.permission()))
                .toList();
        accounts.owners(account).stream()
                .filter(owner -> !owner.equals(maker))
                .findFirst()
                .ifPresent(owner -> left.forEach(key -> take(account, actor, key, owner)));
    }

    private void take(AccountId account, UserId actor, ApiKey key, UserId owner) {
        store.take(account, key.id(), owner);
        notices.publish(LiveKeys.CHANGED, key.id());
        mails.taken(account, key, owner);
        audit.note(account, actor, ApiKeys.about("key.taken_over", key));
    }
}
