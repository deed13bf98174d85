package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** Notes beside each refused request why it was refused, for those who may ask later. */
@Component
class Explanations {

    private final Routes routes;
    private final Clock clock;

    Explanations(Routes routes, Clock clock) {
        this.routes = routes;
        this.clock = clock;
    }

    /** Only what is refused costs anything here. */
    void note(HttpServletRequest request, Problem problem) {
        if (Refusal.has(problem) && request.getRequestURI().startsWith(ApiFilter.PREFIX)) {
            var asked = asked(request, problem);
            Explanation.of(asked, clock).note(request);
            blame(request, asked);
        }
    }

    /** A route that is open to all asks nobody for a credential, so none is to blame there. */
    private static void blame(HttpServletRequest request, Explanation.Asked asked) {
        var rejected = asked.rejected();
        var route = asked.route();
        boolean guarded = route != null && route.verify() != null;
        if (rejected != null && (guarded || asked.problem().code().equals("address_not_allowed"))) {
            rejected.blame(request);
        }
    }

    private Explanation.Asked asked(HttpServletRequest request, Problem problem) {
        return new Explanation.Asked(
                problem,
                route(request),
                Caller.of(request).orElse(null),
                Rejected.of(request).orElse(null),
                request.getHeader(HttpHeaders.AUTHORIZATION) != null);
    }

    private @Nullable Route route(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
                ? routes.of(handler)
                : null;
    }
}
