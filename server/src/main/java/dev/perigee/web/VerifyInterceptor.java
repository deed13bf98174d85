package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

    VerifyInterceptor(Routes routes) {
        this.routes = routes;
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

    private static void check(@Nullable Route route, @Nullable Caller caller) {
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
        if (verify.unverified() && caller.how() == Caller.How.SESSION) {
            // These are the routes of a session itself; to leave must be possible in every state.
            return;
        }
        if (!caller.verified()) {
            throw Problem.of(HttpStatus.FORBIDDEN, "unverified");
        }
        if (caller.how() == Caller.How.KEY && !covers(caller, verify.scope())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "scope_missing");
        }
        if (!caller.holds(verify.permission())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "permission_missing");
        }
    }

    /** A route without a scope is closed to every key, whatever the key has been given. */
    private static boolean covers(Caller key, String scope) {
        return !scope.isEmpty() && key.scopes().contains(scope);
    }
}
