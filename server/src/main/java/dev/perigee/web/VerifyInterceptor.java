package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/** Asks the {@link Guard} about every request, before its body is read: nobody else does. */
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
        var refusal = Guard.refusal(route, caller, clock);
        if (refusal != null) {
            throw refusal.problem();
        }
    }
}
