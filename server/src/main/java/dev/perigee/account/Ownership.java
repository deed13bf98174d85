package dev.perigee.account;

import dev.perigee.audit.Audit;
import dev.perigee.audit.Entry;
import dev.perigee.database.AccountId;
import dev.perigee.database.Notices;
import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import dev.perigee.web.WebSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Handing an account over: offered by an owner, and done when the other one accepts. Nobody owns what they did not want. */
@Component
class Ownership {

    /** How long an offer can be accepted. */
    static final Duration VALID = Duration.ofDays(7);

    /** As what an owner goes on who has handed the account over. */
    private static final String FORMER = "admin";

    private final OwnershipStore store;
    private final MemberStore members;
    private final AccountStore accounts;
    private final Roles roles;
    private final AccountMails mails;
    private final WebSettings web;
    private final Audit audit;
    private final Notices notices;
    private final ApplicationEventPublisher events;

    Ownership(
            OwnershipStore store,
            MemberStore members,
            AccountStore accounts,
            Roles roles,
            AccountMails mails,
            WebSettings web,
            Audit audit,
            Notices notices,
            ApplicationEventPublisher events) {
        this.store = store;
        this.members = members;
        this.accounts = accounts;
        this.roles = roles;
        this.mails = mails;
        this.web = web;
        this.audit = audit;
        this.notices = notices;
        this.events = events;
    }

    /**
     * Offers the account to an active member; an earlier offer is void.
     *
     * @throws Problem 404; 409 {@code already_owner}
     */
    @Transactional
    OwnershipOffer offer(Caller caller, UserId receiver, boolean remain) {
        var account = caller.account();
        accounts.lock(account);
        roles.requireOwner(caller);
        var member =
                members.find(account, receiver).filter(MemberStore.Row::active).orElseThrow(Problem::notFound);
        if (member.role().equals(Accounts.OWNER)) {
            throw Problem.of(HttpStatus.CONFLICT, "already_owner");
        }
        store.put(account, new OwnershipStore.NewOffer(caller.user(), receiver, remain), VALID);
        mails.tell("ownership_offered", account, receiver, web.link("/signin"), List.of(mails.known(caller.user())));
        audit.note(caller, Entry.of("ownership.offered").about(receiver).with("remain", Boolean.toString(remain)));
        return get(caller);
    }

    @Transactional(readOnly = true)
    OwnershipOffer get(Caller caller) {
        return store.find(caller.account()).orElseThrow(Problem::notFound);
    }

    /** @throws Problem 404 for everybody but the one to whom it is offered */
    @Transactional
    OwnershipOffer accept(Caller caller) {
        var account = caller.account();
        accounts.lock(account);
        var offer = store.find(account)
                .filter(found -> found.to().equals(caller.user()))
                .filter(found -> accounts.placeIn(account, caller.user()).isPresent())
                .orElseThrow(Problem::notFound);
        store.delete(account);
        handOver(account, offer);
        return offer;
    }

    private void handOver(AccountId account, OwnershipOffer offer) {
        members.setRole(account, offer.to(), Accounts.OWNER);
        if (!offer.remain() && !offer.from().equals(offer.to())) {
            members.setRole(account, offer.from(), FORMER);
        }
        notices.publish(Accounts.CHANGED, account.value());
        events.publishEvent(new OwnershipTransferred(account, offer.to(), offer.from(), offer.to()));
        mails.tell("ownership_accepted", account, offer.from(), mails.known(offer.to()));
        audit.note(
                account,
                offer.to(),
                Entry.of("ownership.transferred").about(offer.from()).with("remain", Boolean.toString(offer.remain())));
    }

    /**
     * Takes the offer away: an owner withdraws it, or its receiver declines.
     *
     * @throws Problem 404 for everybody else
     */
    @Transactional
    void end(Caller caller) {
        var account = caller.account();
        accounts.lock(account);
        var offer = store.find(account).orElseThrow(Problem::notFound);
        boolean received = offer.to().equals(caller.user());
        if (!received && !roles.isOwner(caller)) {
            throw Problem.notFound();
        }
        store.delete(account);
        audit.note(
                caller,
                Entry.of(received ? "ownership.declined" : "ownership.withdrawn")
                        .about(offer.to()));
    }
}
