package dev.perigee.key;

import dev.perigee.onboarding.OnboardingStep;
import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(30)
class KeyStep implements OnboardingStep {

    private final ApiKeyStore keys;

    KeyStep(ApiKeyStore keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "key";
    }

    @Override
    public String path() {
        return "/account/keys";
    }

    @Override
    public Permission permission() {
        return Permission.DEVELOPER;
    }

    @Override
    public boolean isDone(Caller caller) {
        return keys.isAny(caller.account());
    }
}
