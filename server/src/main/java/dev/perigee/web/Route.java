package dev.perigee.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;

/**
 * One route as the build lists it and the interceptors guard it.
 *
 * @param verify null when the route is open
 * @param stepUp whether a session must have proved itself of late
 * @param limit null when only the limit over all routes holds
 */
public record Route(
        String method,
        String path,
        HandlerMethod handler,
        @Nullable Verify verify,
        boolean stepUp,
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

    /** The permission, with {@code ,enrolling} and {@code ,step-up} where the guard says so. */
    private String guard() {
        return permission() + (verify != null && verify.enrolling() ? ",enrolling" : "") + (stepUp ? ",step-up" : "");
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
