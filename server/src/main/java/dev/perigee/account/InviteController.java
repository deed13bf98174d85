package dev.perigee.account;

import static dev.perigee.web.Permission.ADMIN;
import static dev.perigee.web.Permission.USER;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Caller;
import dev.perigee.web.Idempotent;
import dev.perigee.web.Loggable;
import dev.perigee.web.Open;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/invite")
class InviteController {

    record NewInvites(@NotNull @Size(min = 1, max = 30) List<@Valid @NotNull NewInvite> invites) {

        List<Invites.Wanted> wanted() {
            return invites.stream()
                    .map(each -> new Invites.Wanted(EmailAddress.of(each.email()), each.permission()))
                    .toList();
        }
    }

    /** @param permission the role; {@code owner} is not given but offered, at {@code POST /api/account/ownership} */
    record NewInvite(
            @NotNull @Address String email,

            @NotNull @Pattern(regexp = "owner|admin|developer|user") @Loggable
            String permission) {}

    record InviteList(List<Invite> items) {}

    record InviteLink(@NotBlank @Size(max = 200) String token) {}

    private final Invites invites;
    private final Invitations invitations;

    InviteController(Invites invites, Invitations invitations) {
        this.invites = invites;
        this.invitations = invitations;
    }

    /**
     * Invites people into the account, by mail.
     *
     * <p>All of them or nobody: who is a member or invited already is named in {@code errors}. A role can be given by
     * whoever may do all that it may do. The link in the mail works for seven days. Each counts for the limit of the
     * account, and for the seats of its plan.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = ADMIN, scope = "invite.create")
    @RateLimit(name = Invites.LIMIT, identifier = "30/1h")
    @Idempotent
    InviteList create(Caller caller, @Valid @RequestBody NewInvites form) {
        return new InviteList(invites.send(caller, form.wanted()));
    }

    /** Lists the invites that nobody has answered, newest first. Those whose link works no more can be sent again. */
    @GetMapping
    @Verify(permission = ADMIN, scope = "invite.read")
    Page<Invite> list(Caller caller, PageQuery page) {
        return invites.list(caller, page);
    }

    /** Sends an invite again, in your name. The link in the earlier mail works no more. */
    @PostMapping("/{id}/resend")
    @Verify(permission = ADMIN, scope = "invite.create")
    @RateLimit(name = Invites.LIMIT, identifier = "30/1h")
    Invite resend(Caller caller, @PathVariable UUID id) {
        return invites.resend(caller, id);
    }

    /** Withdraws an invite. Its link works no more. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = ADMIN, scope = "invite.delete")
    void delete(Caller caller, @PathVariable UUID id) {
        invites.withdraw(caller, id);
    }

    /**
     * Shows to whom an invite goes, into which account, and from whom.
     *
     * <p>With {@code known}, sign in by that address and accept it; otherwise join at {@code POST /api/user}. A link that
     * was used, declined, withdrawn or replaced, has expired, or whose sender may not invite any more answers 410
     * {@code link_spent}. Open: it checks the mailed token itself.
     */
    @PostMapping("/preview")
    @Open
    @RateLimit(name = "invitelink", network = "60/10m")
    Invitations.Invitation preview(@Valid @RequestBody InviteLink link) {
        return invitations.look(link.token());
    }

    /**
     * Accepts an invite as who you are.
     *
     * <p>The invited address must be yours: 403 {@code invite_of_another} otherwise. You get the role that the invite
     * names; the session stays where it is until it is switched.
     */
    @PostMapping("/accept")
    @Verify(permission = USER, anywhere = true)
    @RateLimit(name = "invitelink", network = "60/10m")
    Membership accept(Caller caller, @Valid @RequestBody InviteLink link) {
        return invitations.accept(caller, link.token());
    }

    /** Declines an invite. Open: it checks the mailed token itself, and whoever is not known yet may decline, too. */
    @PostMapping("/decline")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Open
    @RateLimit(name = "invitelink", network = "60/10m")
    void decline(@Valid @RequestBody InviteLink link) {
        invitations.decline(link.token());
    }
}
