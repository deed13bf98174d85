package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.condition.ProducesRequestCondition;

/**
 * Refuses an answer in another format before anything is done for it: Spring by itself looks at {@code Accept} when it
 * writes the answer, and the project would be there although the client was told 406.
 */
@Component
class AcceptInterceptor implements HandlerInterceptor {

    private static final MediaType FORM = MediaType.APPLICATION_JSON;
    private static final ProducesRequestCondition JSON = new ProducesRequestCondition(FORM.toString());

    /** Read from types and annotations once, for it is on the path of every request. */
    private final Map<Method, Boolean> answersJson = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotAcceptableException {
        if (handler instanceof HandlerMethod method
                && answersJson.computeIfAbsent(method.getMethod(), unknown -> answersJson(method))
                && request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) == null) {
            if (!takesJson(request)) {
                throw new HttpMediaTypeNotAcceptableException(List.of(FORM));
            }
            request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(FORM));
        }
        return true;
    }

    private static boolean takesJson(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept == null || accept.equals(MediaType.ALL_VALUE) || JSON.getMatchingCondition(request) != null;
    }

    private static boolean answersJson(HandlerMethod method) {
        var type = ResolvableType.forMethodReturnType(method.getMethod());
        var body = type.toClass() == ResponseEntity.class ? type.getGeneric(0).toClass() : type.toClass();
        return body != void.class
                && body != Void.class
                && (method.hasMethodAnnotation(ResponseBody.class)
                        || AnnotatedElementUtils.hasAnnotation(method.getBeanType(), ResponseBody.class)
                        || type.toClass() == ResponseEntity.class);
    }
}
