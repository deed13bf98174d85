package dev.perigee.account;

import static dev.perigee.web.Permission.OWNER;
import static dev.perigee.web.Permission.USER;

import dev.perigee.database.UserId;
import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.StepUp;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/account/ownership")
class OwnershipController {

    /**
     * To whom the account is offered.
     *
     * @param remain true: you stay an owner beside them; otherwise you become an admin
     */
    record NewOffer(
            @NotNull @Loggable UserId userId,
            @Nullable @Loggable Boolean remain) {}

    private final Ownership ownership;

    OwnershipController(Ownership ownership) {
        this.ownership = ownership;
    }

    /**
     * Offers the account to a member, who becomes an owner by accepting.
     *
     * <p>Within seven days, and as long as you are an owner; a later offer takes its place. They are told by mail.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Verify(permission = OWNER)
    @StepUp
    OwnershipOffer create(Caller caller, @Valid @RequestBody NewOffer form) {
        return ownership.offer(caller, form.userId(), Boolean.TRUE.equals(form.remain()));
    }

    /** Shows the offer that is open. Every member sees it; without one the answer is 404. */
    @GetMapping
    @Verify(permission = USER)
    OwnershipOffer get(Caller caller) {
        return ownership.get(caller);
    }

    /** Accepts the account. For the member to whom it is offered; to everybody else there is no such offer. */
    @PostMapping("/accept")
    @Verify(permission = USER)
    @StepUp
    OwnershipOffer accept(Caller caller) {
        return ownership.accept(caller);
    }

    /** Takes the offer away. An owner withdraws it, or the member to whom it is made declines. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Verify(permission = USER)
    void delete(Caller caller) {
        ownership.end(caller);
    }
}
