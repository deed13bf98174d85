package dev.perigee.account;

import static dev.perigee.web.Permission.ADMIN;
import static dev.perigee.web.Permission.USER;

import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.Page;
import dev.perigee.web.PageQuery;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MemberController {

    /**
     * What changes for a member.
     *
     * @param permission the role; {@code owner} is not given but offered, at {@code POST /api/account/ownership}
     * @param active false: the member keeps the place, and may not act in the account
     */
    record MemberChange(
            @Nullable @Pattern(regexp = "owner|admin|developer|user") @Loggable
            String permission,

            @Nullable @Loggable Boolean active) {}

    record RoleList(List<Roles.Role> items) {}

    private final Members members;

    MemberController(Members members) {
        this.members = members;
    }

    /** Lists the account's members. Those who signed up last come first; deactivated ones are among them. */
    @GetMapping("/api/account/users")
    @Verify(permission = ADMIN, scope = "user.read")
    Page<Member> list(Caller caller, PageQuery page) {
        return members.list(caller, page);
    }

    /** Shows a member of the account. Somebody who is none is answered like somebody who does not exist. */
    @GetMapping("/api/user/{id}")
    @Verify(permission = ADMIN, scope = "user.read")
    Member get(Caller caller, @PathVariable UUID id) {
        return members.get(caller, new UserId(id));
    }

    /**
     * Changes a member's role, or whether they may act in the account.
     *
     * <p>Fields that are absent stay as they are. A role can be given by whoever may do all that it may do, and nobody but
     * an owner changes an owner. A member who is not active reaches nothing of the account, on every server, and takes no
     * seat. The last owner stays one: 409 {@code last_owner}. The member is told by mail.
     */
    @PatchMapping("/api/user/{id}")
    @Verify(permission = ADMIN, scope = "user.update")
    Member update(Caller caller, @PathVariable UUID id, @Valid @RequestBody MemberChange change) {
        return members.change(caller, new UserId(id), change.permission(), change.active());
    }

    /** Removes a member from the account, at once on every server. The person stays, and is told by mail. */
    @DeleteMapping("/api/user/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = ADMIN, scope = "user.delete")
    void delete(Caller caller, @PathVariable UUID id) {
        members.remove(caller, new UserId(id));
    }

    /** Lists the roles and what each may do. It tells, too, which of them you may give in the account you are in. */
    @GetMapping("/api/user/permissions")
    @Verify(permission = USER, scope = "user.read", anywhere = true)
    RoleList permissions(Caller caller) {
        return new RoleList(Roles.all(caller.role()));
    }
}
