package dev.perigee.onboarding;

import static dev.perigee.web.Permission.USER;

import dev.perigee.web.Caller;
import dev.perigee.web.Loggable;
import dev.perigee.web.Verify;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/onboarding")
class OnboardingController {

    /** @param dismissed whether the list is put away */
    record OnboardingChange(@NotNull @Loggable Boolean dismissed) {}

    private final OnboardingLists lists;

    OnboardingController(OnboardingLists lists) {
        this.lists = lists;
    }

    /**
     * Lists what you had best do first in this account, and what of it is done.
     *
     * <p>It holds what your role may do, in the language of {@code Accept-Language}.
     */
    @GetMapping
    @Verify(permission = USER)
    Onboarding get(Caller caller) {
        return lists.get(caller);
    }

    /**
     * Puts your list away, or brings it back.
     *
     * <p>It counts for you in this account, on every device.
     */
    @PatchMapping
    @Verify(permission = USER)
    Onboarding update(Caller caller, @Valid @RequestBody OnboardingChange change) {
        return lists.dismiss(caller, change.dismissed());
    }
}
