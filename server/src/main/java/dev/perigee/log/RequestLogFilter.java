package dev.perigee.log;

import dev.perigee.database.AccountId;
import dev.perigee.web.ApiFilter;
import dev.perigee.web.Caller;
import dev.perigee.web.ClientAddresses;
import dev.perigee.web.Refusal;
import dev.perigee.web.Rejected;
import dev.perigee.web.Routes;
import dev.perigee.web.Trace;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerMapping;

/** Sees every API request go by, also those that are refused before any route, and leaves the writing to others. */
class RequestLogFilter extends ApiFilter {

    /** After the trace id is known, and before anything can refuse the request. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

    private final RequestLog log;
    private final ClientAddresses addresses;
    private final ObjectProvider<Routes> routes;
    private final Clock clock;
    private volatile @Nullable Set<String> words;

    RequestLogFilter(RequestLog log, ClientAddresses addresses, ObjectProvider<Routes> routes, Clock clock) {
        this.log = log;
        this.addresses = addresses;
        this.routes = routes;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var time = clock.instant();
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            var caller = Caller.of(request);
            log.add(new RequestEntry(
                    time,
                    Trace.id(request),
                    method(request),
                    route(request),
                    Redaction.path(request.getRequestURI(), words()),
                    response.getStatus(),
                    (System.nanoTime() - start) / 1_000,
                    caller.map(RequestLogFilter::name).orElse(null),
                    caller.map(c -> c.user().value()).orElse(null),
                    account(request, caller).map(AccountId::value).orElse(null),
                    addresses.of(request).getHostAddress(),
                    request.getAttribute(LoggedBody.ATTRIBUTE),
                    Refusal.of(request).orElse(null)));
        }
    }

    private static Optional<AccountId> account(HttpServletRequest request, Optional<Caller> caller) {
        return caller.flatMap(Caller::home).or(() -> Rejected.accountBlamed(request));
    }

    private static String name(Caller caller) {
        return caller.how().name().toLowerCase(Locale.ROOT) + ':' + caller.credential();
    }

    private static String method(HttpServletRequest request) {
        String method = request.getMethod();
        return method.length() > 10 ? method.substring(0, 10) : method;
    }

    private static @Nullable String route(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? null : pattern.toString();
    }

    private Set<String> words() {
        var known = words;
        if (known == null) {
            known = routes.getObject().all().stream()
                    .flatMap(route -> Arrays.stream(route.path().split("/")))
                    .filter(segment -> !segment.startsWith("{"))
                    .collect(Collectors.toUnmodifiableSet());
            words = known;
        }
        return known;
    }
}
