package dev.perigee.log;

import static dev.perigee.web.Permission.DEVELOPER;

import dev.perigee.web.Caller;
import dev.perigee.web.Verify;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/log")
class DecisionController {

    private final Refusals refusals;

    DecisionController(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * Tells why a request was refused.
     *
     * <p>For a request of your account that was answered 401, 402, 403, 404 or 429: the decisions in their order, and what
     * would have allowed it. A request with a key or a session of yours that is taken no more is yours as well. The
     * {@code trace_id} stands in each problem.
     */
    @GetMapping("/{trace_id}/decision")
    @Verify(permission = DEVELOPER, scope = "log.read", operators = true)
    Decision get(Caller caller, @PathVariable("trace_id") String traceId) {
        return refusals.explain(caller, traceId);
    }
}
