package dev.perigee.web;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route of the running application with its guard. One without a guard stops the start. */
@Component
public class Routes implements SmartInitializingSingleton {

    private final ObjectProvider<RequestMappingHandlerMapping> mapping;
    private final RateLimits limits;
    private final Map<Method, Route> byHandler = new HashMap<>();
    private final List<Route> all = new ArrayList<>();

    /** The mapping comes late: it is made with the interceptors that ask this class. */
    Routes(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping,
            RateLimits limits) {
        this.mapping = mapping;
        this.limits = limits;
    }

    @Override
    public void afterSingletonsInstantiated() {
        mapping.getObject().getHandlerMethods().forEach(this::add);
        all.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
    }

    private void add(RequestMappingInfo info, HandlerMethod handler) {
        for (String path : info.getPatternValues()) {
            if (info.getMethodsCondition().getMethods().isEmpty()) {
                throw new UnguardedRouteException("any method " + path + " → " + handler);
            }
            for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                var route = guarded(method.name(), path, handler);
                all.add(route);
                byHandler.put(handler.getMethod(), route);
            }
        }
    }

    private Route guarded(String method, String path, HandlerMethod handler) {
        var verify = handler.getMethodAnnotation(Verify.class);
        var open = handler.getMethodAnnotation(Open.class);
        var feature = handler.getMethodAnnotation(Feature.class);
        boolean more = feature != null || handler.hasMethodAnnotation(StepUp.class);
        if ((verify == null) == (open == null) || (verify == null && more)) {
            throw new UnguardedRouteException(
                    method + ' ' + path + " → " + handler.getBeanType().getName() + '.'
                            + handler.getMethod().getName());
        }
        var limit = handler.getMethodAnnotation(RateLimit.class);
        if (limit != null) {
            limits.declare(limit);
        }
        boolean stepUp = handler.hasMethodAnnotation(StepUp.class);
        return new Route(method, path, handler, verify, stepUp, feature == null ? null : feature.value(), limit);
    }

    /** All routes, by path and method. */
    public List<Route> all() {
        return List.copyOf(all);
    }

    @Nullable
    Route of(HandlerMethod handler) {
        return byHandler.get(handler.getMethod());
    }
}
