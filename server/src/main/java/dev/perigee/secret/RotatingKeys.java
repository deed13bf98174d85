package dev.perigee.secret;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a file that may be replaced while the server runs, without anybody noticing: a new first key signs only
 * when every node must have seen it, and the others verify until the last token that one of them signed has expired.
 */
final class RotatingKeys implements SigningKeys {

    /** @param looked when the file was looked at last */
    private record State(Ring ring, Instant looked) {}

    private static final Logger LOG = LoggerFactory.getLogger(RotatingKeys.class);

    private final Secrets secrets;
    private final KeyFile file;
    private final RotationSettings settings;
    private final Clock clock;
    private Map<String, byte[]> keys;
    private Instant changed;
    private volatile State state;

    RotatingKeys(Secrets secrets, KeyFile file, RotationSettings settings, Clock clock) {
        this.secrets = secrets;
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        Instant now = clock.instant();
        this.keys = secrets.jwtKeys();
        this.changed = earlier(file.modified(), now);
        this.state = new State(ring(now, null), now);
        if (settings.isHasty()) {
            LOG.warn(
                    "perigee.rotation.grace ({}) should be longer than perigee.rotation.rest by {} at least: a rotation"
                            + " may otherwise end sessions",
                    settings.grace(),
                    RotationSettings.TOKEN_LIFE);
        }
    }

    @Override
    public Ring now() {
        var current = state;
        return isFresh(current, clock.instant()) ? current.ring() : renewed();
    }

    /** A clock that was set back must not keep a node from looking until it has caught up. */
    private boolean isFresh(State current, Instant now) {
        return !now.isBefore(current.looked()) && now.isBefore(current.looked().plus(settings.look()));
    }

    /** Whoever comes meanwhile waits: a node that was idle for an hour must not judge by the keys of an hour ago. */
    private synchronized Ring renewed() {
        Instant now = clock.instant();
        if (!isFresh(state, now)) {
            look(now);
            Ring before = state.ring();
            Ring ring = ring(now, before.signing());
            state = new State(ring.equals(before) ? before : ring, now);
        }
        return state.ring();
    }

    /** A file with which no server would start changes nothing: the keys that were good go on. */
    private void look(Instant now) {
        if (!file.hasChanged()) {
            return;
        }
        try {
            var read = secrets.jwtKeysIn(file);
            if (!same(read, keys)) {
                keys = read;
                changed = putInPlace(now);
                LOG.info("The signing keys have changed; in order: {}", String.join(", ", keys.keySet()));
            }
        } catch (WeakSecretsException e) {
            LOG.error("The signing keys stay as they were, because of their file: {}", e.getMessage());
        }
    }

    /**
     * When the file came here. One that is older than our last look at what was there before it keeps the date of
     * elsewhere (a copy, a backup), and may have come this very moment.
     */
    private Instant putInPlace(Instant now) {
        return file.modified().isBefore(state.looked()) ? now : earlier(file.modified(), now);
    }

    /** A file that was only written again, with the same keys, begins no new rotation. */
    private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return List.copyOf(one.keySet()).equals(List.copyOf(other.keySet()))
                && one.entrySet().stream().allMatch(key -> Arrays.equals(key.getValue(), other.get(key.getKey())));
    }

    /** Clocks differ: a file from the future was changed now. */
    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Ring ring(Instant now, @Nullable String before) {
        var first = keys.entrySet().iterator().next();
        if (!now.isBefore(changed.plus(settings.grace()))) {
            return new Ring(first.getKey(), Map.ofEntries(first));
        }
        boolean resting = now.isBefore(changed.plus(settings.rest()));
        return new Ring(resting ? meanwhile(before) : first.getKey(), keys);
    }

    /** While a new first key rests, the one signs that did before; after a start, the next in the file. */
    private String meanwhile(@Nullable String before) {
        var ids = List.copyOf(keys.keySet());
        return before != null && ids.contains(before) ? before : ids.get(Math.min(1, ids.size() - 1));
    }
}
