package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.Tenancy;
import dev.perigee.database.UserId;
import dev.perigee.user.SecurityTrail;
import dev.perigee.web.CurrentRequest;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells every account of a person when their way in changes: who owns the account answers for who can enter it. */
@Component
class SecurityTrails implements SecurityTrail {

    private final AccountStore store;
    private final Audit audit;
    private final Tenancy tenancy;
    private final CurrentRequest request;

    SecurityTrails(AccountStore store, Audit audit, Tenancy tenancy, CurrentRequest request) {
        this.store = store;
        this.audit = audit;
        this.tenancy = tenancy;
        this.request = request;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void note(UserId user, String what) {
        tenancy.enter(user);
        var entry = Entry.of("user." + what).about(user);
        // Outside of a request it is the operator who acts.
        var actor = request.traceId().isPresent() ? user : null;
        store.accountsOf(user).forEach(account -> audit.note(account, actor, entry));
    }
}
