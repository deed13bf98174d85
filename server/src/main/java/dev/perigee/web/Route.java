package dev.perigee.web;

import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;

/**
 * One route as the build lists it and the interceptors guard it.
 *
 * @param verify null when the route is open
 * @param stepUp whether a session must have proved itself of late
 * @param feature what the account's plan must include; null when any plan does
 * @param limit null when only the limit over all routes holds
 */
public record Route(
        String method,
        String path,
        HandlerMethod handler,
        @Nullable Verify verify,
        boolean stepUp,
        @Nullable String feature,
        @Nullable RateLimit limit) {

    /** The permission's name in lower case, {@code open}, or {@code unverified} for limited sessions. */
    public String permission() {
        if (verify == null) {
            return "open";
        }
        return verify.unverified() ? "unverified" : verify.permission().name().toLowerCase(Locale.ROOT);
    }

    /** Whether a session may call without the second factor that its account asks for. */
    public boolean enrolling() {
        return verify == null || verify.unverified() || verify.enrolling();
    }

    /** The permission and what else the guard says, joined by commas. */
    private String guard() {
        var words = new ArrayList<String>();
        words.add(permission());
        if (verify != null && verify.operators()) {
            words.add("operators");
        }
        if (verify != null && verify.enrolling()) {
            words.add("enrolling");
        }
        if (verify != null && verify.anywhere()) {
            words.add("anywhere");
        }
        if (verify != null && verify.planless()) {
            words.add("planless");
        }
        if (stepUp) {
            words.add("step-up");
        }
        if (feature != null) {
            words.add("feature=" + feature);
        }
        return String.join(",", words);
    }

    /** Stable for clients: the controller's subject and the method, for example {@code projectCreate}. */
    public String operationId() {
        String type = handler.getBeanType().getSimpleName().replaceFirst("Controller$", "");
        String method = handler.getMethod().getName();
        return Character.toLowerCase(type.charAt(0))
                + type.substring(1)
                + Character.toUpperCase(method.charAt(0))
                + method.substring(1);
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                method,
                path,
                guard(),
                dash(verify == null ? "" : verify.scope()),
                limit == null ? "-" : limits(limit),
                handler.getBeanType().getSimpleName()
                        + '.'
                        + handler.getMethod().getName());
    }

    private static String limits(RateLimit limit) {
        String network = limit.network().isEmpty() ? "" : "network=" + limit.network();
        String identifier = limit.identifier().isEmpty() ? "" : "identifier=" + limit.identifier();
        return network.isEmpty() || identifier.isEmpty() ? network + identifier : network + ',' + identifier;
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
