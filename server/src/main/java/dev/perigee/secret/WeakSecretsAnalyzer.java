package dev.perigee.secret;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words which secrets stopped the start. */
class WeakSecretsAnalyzer extends AbstractFailureAnalyzer<WeakSecretsException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, WeakSecretsException cause) {
        return new FailureAnalysis("These secrets are missing or too weak:\n\n" + cause.getMessage(), """
                Make each with: openssl rand -base64 32
                JWT_KEYS and KEY_ENCRYPTION_KEYS take name:secret pairs, for example JWT_KEYS="2026a:$(openssl rand -base64 32)".
                JWT_KEYS_FILE is a file of such pairs, one a line, that others cannot read; bin/perigee rotate-keys makes it.
                Give them to the process by its environment; docs/guide/deploy.md shows how.""", cause);
    }
}
