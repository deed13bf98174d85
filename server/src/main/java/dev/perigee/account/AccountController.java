package dev.perigee.account;

import static dev.perigee.web.Permission.OWNER;
import static dev.perigee.web.Permission.USER;

import dev.perigee.database.AccountId;
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
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
            @Nullable @Size(max = 100) @OneLine @Loggable String name,
            @Nullable @Pattern(regexp = "en|es") @Loggable String locale) {}

    record SecondFactorRule(@NotNull @Loggable Boolean required) {}

    record MembershipList(List<Membership> items) {}

    private final Accounts accounts;
    private final Closing closing;
    private final SignUp signUp;

    AccountController(Accounts accounts, Closing closing, SignUp signUp) {
        this.accounts = accounts;
        this.closing = closing;
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
    @Verify(permission = USER, scope = "account.read", planless = true)
    Account get(Caller caller) {
        return accounts.get(caller);
    }

    /**
     * Changes the account's name or language.
     *
     * <p>Fields that are absent stay as they are. The language, {@code en} or {@code es}, is that of mails to people whose
     * own is not known yet.
     */
    @PatchMapping("/api/account")
    @Verify(permission = OWNER, scope = "account.update")
    Account update(Caller caller, @Valid @RequestBody AccountChange change) {
        return accounts.change(
                caller,
                change.name(),
                Optional.ofNullable(change.locale()).map(Locale::forLanguageTag).orElse(null));
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
     * Closes the account.
     *
     * <p>From now on nobody can act in it; sessions go on in another account of their person. Every owner is told by mail
     * until when it can be opened again. After that it is erased with everything in it, and so are the members who belong
     * to no other account.
     */
    @DeleteMapping("/api/account")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = OWNER, scope = "account.delete", planless = true)
    @StepUp
    void delete(Caller caller) {
        closing.close(caller);
    }

    /**
     * Opens a closed account again.
     *
     * <p>For its owners, as long as {@code erased_at} is ahead. Everything in it is as it was, and the members find it among
     * their accounts.
     */
    @PostMapping("/api/account/{id}/reopen")
    @Verify(permission = USER, anywhere = true)
    @StepUp
    Membership reopen(Caller caller, @PathVariable UUID id) {
        return closing.reopen(caller, new AccountId(id));
    }

    /**
     * Lists the accounts that you belong to, with your role in each.
     *
     * <p>The oldest membership comes first. Closed accounts that you own come last, with the time from when on they cannot
     * be opened again.
     */
    @GetMapping("/api/user/account")
    @Verify(permission = USER, scope = "user.read", anywhere = true)
    MembershipList mine(Caller caller) {
        return new MembershipList(closing.mine(caller));
    }
}
