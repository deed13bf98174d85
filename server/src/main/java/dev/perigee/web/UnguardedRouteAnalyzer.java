package dev.perigee.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the route that has no guard. */
class UnguardedRouteAnalyzer extends AbstractFailureAnalyzer<UnguardedRouteException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnguardedRouteException cause) {
        return new FailureAnalysis(
                "This route must have exactly one of @Verify and @Open: " + cause.getMessage(),
                "Say with @Verify(permission = …, scope = …) who may call it, or with @Open that everyone may.",
                cause);
    }
}
