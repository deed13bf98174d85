package dev.perigee.onboarding;

import dev.perigee.web.Caller;
import dev.perigee.web.Permission;

/**
 * Something that somebody new had best do first. A feature declares a bean of it, and {@code @Order} says where in the list
 * it stands. Its words are those of the locales under {@code onboarding.<name>.title} and {@code onboarding.<name>.text}.
 */
public interface OnboardingStep {

    /** One of its kind: lower-case words joined by underscores. */
    String name();

    /** Where in the web client it is done. */
    String path();

    /** Who may do it; nobody else is told of it. */
    Permission permission();

    /** Whether it is done. Asked whenever the list is shown, in a transaction of the caller's account, so it is to be quick. */
    boolean isDone(Caller caller);
}
