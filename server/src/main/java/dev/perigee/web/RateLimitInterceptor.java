package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Takes from the buckets of the key and of the route, before the body is read. */
@Component
class RateLimitInterceptor implements HandlerInterceptor {

    private final Routes routes;
    private final RateLimits limits;
    private final ClientAddresses addresses;

    RateLimitInterceptor(Routes routes, RateLimits limits, ClientAddresses addresses) {
        this.routes = routes;
        this.limits = limits;
        this.addresses = addresses;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Caller.of(request)
                .filter(caller -> caller.how() == Caller.How.KEY)
                .ifPresent(caller -> limits.takeKey(caller.credential().toString(), response));
        var route = handler instanceof HandlerMethod method ? routes.of(method) : null;
        var limit = route == null ? null : route.limit();
        if (limit != null && !limit.network().isEmpty()) {
            limits.takeNetwork(limit.name(), Cidr.clientNetwork(addresses.of(request)), response);
        }
        return true;
    }
}
