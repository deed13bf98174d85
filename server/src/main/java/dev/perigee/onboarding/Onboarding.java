package dev.perigee.onboarding;

import java.util.List;

/**
 * The list of somebody new.
 *
 * @param dismissed whether they have put it away
 */
public record Onboarding(boolean dismissed, List<OnboardingItem> items) {

    /**
     * One thing to do.
     *
     * @param title what it is, in the reader's language
     * @param text what it is good for
     * @param path where in the web client it is done
     */
    public record OnboardingItem(String name, String title, String text, String path, boolean done) {}
}
