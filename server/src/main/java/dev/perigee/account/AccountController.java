package dev.perigee.account;

import static dev.perigee.web.Permission.OWNER;
import static dev.perigee.web.Permission.USER;

import dev.perigee.mail.Address;
import dev.perigee.mail.EmailAddress;
import dev.perigee.user.Password;
import dev.perigee.web.Caller;
import dev.perigee.web.Client;
import dev.perigee.web.Loggable;
import dev.perigee.web.OneLine;
import dev.perigee.web.Open;
import dev.perigee.web.RateLimit;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AccountController {

    record NewAccount(
            @NotNull @Size(max = 100) @OneLine String name,
            @NotNull @Address String email,
            @NotNull @Password String password,
            @Nullable @Size(max = 100) @OneLine String account) {}

    record AccountChange(
            @Nullable @Size(max = 100) @OneLine @Loggable String name) {}

    record SecondFactorRule(@NotNull @Loggable Boolean required) {}

    record MembershipList(List<Membership> items) {}

    private final Accounts accounts;
    private final SignUp signUp;

    AccountController(Accounts accounts, SignUp signUp) {
        this.accounts = accounts;
        this.signUp = signUp;
    }

    /**
     * Signs up: a new account with you as its owner.
     *
     * <p>Answers alike whether the address is known or not, and gives no session: the next step is in the mail. The
     * account is named {@code account}, or after you. Open: nobody has a session before it.
     */
    @PostMapping("/api/account")
    @Open
    @RateLimit(name = "signup", network = "10/1h")
    ResponseEntity<Void> create(Client client, @Valid @RequestBody NewAccount form) {
        return SignUpCookie.accepted(signUp.begin(
                form.name(), EmailAddress.of(form.email()), form.password(), form.account(), client.locale()));
    }

    /** Shows the account you are in. It tells the plan too, and how the subscription to it stands. */
    @GetMapping("/api/account")
    @Verify(permission = USER, scope = "account.read")
    Account get(Caller caller) {
        return accounts.get(caller);
    }

    /**
     * Changes the account's name.
     *
     * <p>Fields that are absent stay as they are.
     */
    @PatchMapping("/api/account")
    @Verify(permission = OWNER, scope = "account.update")
    Account update(Caller caller, @Valid @RequestBody AccountChange change) {
        return accounts.change(caller, change.name());
    }

    /**
     * Asks a second factor of everybody in the account, or no longer.
     *
     * <p>It holds at once, also for sessions that are alive: whoever has shown none is answered 403
     * {@code second_factor_required} until they have set one up.
     */
    @PutMapping("/api/account/2fa")
    @Verify(permission = OWNER)
    @StepUp
    Account requireSecondFactor(Caller caller, @Valid @RequestBody SecondFactorRule rule) {
        return accounts.requireSecondFactor(caller, rule.required());
    }

    /**
     * Erases the account with everything in it.
     *
     * <p>Members who belong to no other account are erased with it. It happens at once and cannot be undone.
     */
    @DeleteMapping("/api/account")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = OWNER, scope = "account.delete")
    @StepUp
    void delete(Caller caller) {
        accounts.close(caller);
    }

    /** Lists the accounts that you belong to, with your role in each. The oldest membership comes first. */
    @GetMapping("/api/user/account")
    @Verify(permission = USER, scope = "user.read")
    MembershipList mine(Caller caller) {
        return new MembershipList(accounts.mine(caller));
    }
}
