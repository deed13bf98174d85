package dev.perigee.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words which setting stopped the start. */
class BadSettingAnalyzer extends AbstractFailureAnalyzer<BadSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, BadSettingException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "docs/guide/settings.md explains every setting.", cause);
    }
}
