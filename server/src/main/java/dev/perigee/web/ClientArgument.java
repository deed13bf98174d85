package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.util.WebUtils;

/** Hands a controller the {@link Client} that the request came from. */
final class ClientArgument implements HandlerMethodArgumentResolver {

    private static final int MAX_USER_AGENT = 512;

    private final ClientAddresses addresses;

    ClientArgument(ClientAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Client.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer model,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders) {
        var request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        return new Client(addresses.of(request), userAgent(request), deviceCookie(request), Languages.of(request));
    }

    private static @Nullable String deviceCookie(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, Client.DEVICE_COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    /** Printable ASCII only: what it holds ends up in mails, logs and lists. */
    private static String userAgent(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.USER_AGENT);
        if (header == null) {
            return "";
        }
        String printable = header.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > MAX_USER_AGENT ? printable.substring(0, MAX_USER_AGENT) : printable;
    }
}
