package dev.perigee.account;

import dev.perigee.onboarding.OnboardingStep;
import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Done as soon as somebody is invited: what they make of it is theirs. */
@Component
@Order(20)
class InviteStep implements OnboardingStep {

    private final MemberStore members;
    private final InviteStore invites;

    InviteStep(MemberStore members, InviteStore invites) {
        this.members = members;
        this.invites = invites;
    }

    @Override
    public String name() {
        return "invite";
    }

    @Override
    public String path() {
        return "/account/members";
    }

    @Override
    public Permission permission() {
        return Permission.ADMIN;
    }

    @Override
    public boolean isDone(Caller caller) {
        return members.countActive(caller.account()) > 1 || invites.countOpen(caller.account()) > 0;
    }
}
