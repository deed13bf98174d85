package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/** Decides whether the caller may call this route: nobody else does. */
@Component
class VerifyInterceptor implements HandlerInterceptor {

    private final Routes routes;
    private final Clock clock;

    VerifyInterceptor(Routes routes, Clock clock) {
        this.routes = routes;
        this.clock = clock;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            check(routes.of(method), Caller.of(request).orElse(null));
        } else if (!(handler instanceof ResourceHttpRequestHandler)) {
            // Whatever else can answer, a RouterFunction for example, has no guard: it stays closed.
            throw Problem.of(HttpStatus.FORBIDDEN, "forbidden");
        }
        return true;
    }

    private void check(@Nullable Route route, @Nullable Caller caller) {
        if (route == null) {
            throw Problem.of(HttpStatus.FORBIDDEN, "forbidden");
        }
        var verify = route.verify();
        if (verify == null) {
            return;
        }
        if (caller == null) {
            throw Problem.of(HttpStatus.UNAUTHORIZED, "unauthenticated");
        }
        boolean session = caller.how() == Caller.How.SESSION;
        // The routes of a session itself: to leave must be possible in every state.
        if (!(session && verify.unverified())) {
            refusal(verify, caller, session).ifPresent(code -> {
                throw Problem.of(HttpStatus.FORBIDDEN, code);
            });
            requirePlan(route, verify, caller);
            requireFreshProof(route, caller, session);
        }
    }

    private Optional<String> refusal(Verify verify, Caller caller, boolean session) {
        if (!caller.verified()) {
            return Optional.of("unverified");
        } else if (session && !verify.enrolling() && !caller.standing().complete()) {
            return Optional.of("second_factor_required");
        } else if (!session && !covers(caller, verify.scope())) {
            return Optional.of("scope_missing");
        }
        boolean anywhere = session && verify.anywhere() && !caller.standing().shutOut();
        boolean may = anywhere || caller.holds(verify.permission());
        return may ? Optional.empty() : Optional.of("permission_missing");
    }

    /** Whoever may not do it at all is not told to pay for it: the plan is asked about after the role. */
    private static void requirePlan(Route route, Verify verify, Caller caller) {
        if (caller.plan().isEmpty()
                && !verify.planless()
                && !verify.anywhere()
                && caller.home().isPresent()) {
            throw Problem.of(HttpStatus.PAYMENT_REQUIRED, "plan_required");
        }
        var feature = route.feature();
        if (feature != null
                && caller.plan()
                        .filter(plan -> plan.features().contains(feature))
                        .isEmpty()) {
            throw Problem.of(HttpStatus.PAYMENT_REQUIRED, "plan_lacks_feature");
        }
    }

    /** Last of all: nobody proves anything for what they may not do. */
    private void requireFreshProof(Route route, Caller caller, boolean session) {
        if (session && route.stepUp() && !caller.standing().isFresh(clock.instant())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "step_up_required");
        }
    }

    /** A route without a scope is closed to every key, whatever the key has been given. */
    private static boolean covers(Caller key, String scope) {
        return !scope.isEmpty() && key.scopes().contains(scope);
    }
}
