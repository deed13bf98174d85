package dev.perigee.secret;

import java.util.List;

/** Stops the start: secrets are missing or weak. Names them and says how to make better ones; never holds one. */
final class WeakSecretsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WeakSecretsException(List<String> faults) {
        super(String.join("\n", faults));
    }
}
