package dev.perigee.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where what is being done comes from, for rules that note it and are no handlers of requests. */
@Component
public class CurrentRequest {

    private final ClientAddresses addresses;

    CurrentRequest(ClientAddresses addresses) {
        this.addresses = addresses;
    }

    /** The client's address; nothing outside of a request, in a job for example. */
    public Optional<InetAddress> address() {
        return request().map(addresses::of);
    }

    /** The id that the request's problem and log row bear too. */
    public Optional<String> traceId() {
        return request().map(Trace::id);
    }

    private static Optional<HttpServletRequest> request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? Optional.of(attributes.getRequest())
                : Optional.empty();
    }
}
