package product.project;

import dev.perigee.onboarding.OnboardingStep;
import dev.perigee.web.Caller;
import dev.perigee.web.Permission;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The first thing to do in the product. */
@Component
@Order(10)
class ProjectStep implements OnboardingStep {

    private final ProjectStore projects;

    ProjectStep(ProjectStore projects) {
        this.projects = projects;
    }

    @Override
    public String name() {
        return "project";
    }

    @Override
    public String path() {
        return "/project";
    }

    @Override
    public Permission permission() {
        return Permission.USER;
    }

    @Override
    public boolean isDone(Caller caller) {
        return projects.isAny(caller.account());
    }
}
