package dev.perigee.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The limit over all routes by network: taken before any credential is looked at, also where no route matches. */
@Component
@Order(ShapeFilter.ORDER + 10)
class NetworkLimitFilter extends ApiFilter {

    private final RateLimits limits;
    private final ClientAddresses addresses;
    private final ProblemWriter problems;

    NetworkLimitFilter(RateLimits limits, ClientAddresses addresses, ProblemWriter problems) {
        this.limits = limits;
        this.addresses = addresses;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            limits.takeNetwork("all", Cidr.clientNetwork(addresses.of(request)), response);
        } catch (Problem e) {
            problems.write(request, response, e);
            return;
        }
        chain.doFilter(request, response);
    }
}
