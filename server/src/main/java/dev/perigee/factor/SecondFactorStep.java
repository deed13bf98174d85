package dev.perigee.factor;

import dev.perigee.onboarding.OnboardingStep;
import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(40)
class SecondFactorStep implements OnboardingStep {

    private final SecondFactors factors;

    SecondFactorStep(SecondFactors factors) {
        this.factors = factors;
    }

    @Override
    public String name() {
        return "second_factor";
    }

    @Override
    public String path() {
        return "/account/2fa";
    }

    @Override
    public Permission permission() {
        return Permission.USER;
    }

    @Override
    public boolean isDone(Caller caller) {
        return factors.isAnyKept(caller.user());
    }
}
