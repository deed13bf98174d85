package dev.perigee.account;

import static dev.perigee.web.Permission.USER;

import dev.perigee.database.AccountId;
import dev.perigee.web.Caller;
import dev.perigee.web.OneLine;
import dev.perigee.web.RateLimit;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/user/account")
class MembershipController {

    record AnotherAccount(@NotNull @Size(max = 100) @OneLine String name) {}

    private final Memberships memberships;

    MembershipController(Memberships memberships) {
        this.memberships = memberships;
    }

    /** Opens another account, of which you are the owner. The session stays where it is until it is switched. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = USER, anywhere = true)
    @RateLimit(name = Memberships.LIMIT, identifier = "5/1h")
    Membership create(Caller caller, @Valid @RequestBody AnotherAccount form) {
        return memberships.open(caller, form.name());
    }

    /** Leaves an account. Its last owner cannot: 409 {@code last_owner}. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER, anywhere = true)
    void delete(Caller caller, @PathVariable UUID id) {
        memberships.leave(caller, new AccountId(id));
    }
}
