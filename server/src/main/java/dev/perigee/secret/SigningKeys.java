package dev.perigee.secret;

import java.util.Map;

/** The keys of access tokens: those of the environment stay as they are, those of a file may change at any time. */
public interface SigningKeys {

    /**
     * The keys that count at a moment.
     *
     * @param signing the id of the one that signs
     * @param keys all that verify, by their ids
     */
    record Ring(String signing, Map<String, byte[]> keys) {

        public Ring {
            keys = Map.copyOf(keys);
        }
    }

    /** The keys that count now; the same object for as long as they are the same. */
    Ring now();

    /** The first of these signs and all verify, for ever. */
    static SigningKeys fixed(Map<String, byte[]> keys) {
        var ring = new Ring(keys.keySet().iterator().next(), keys);
        return () -> ring;
    }
}
