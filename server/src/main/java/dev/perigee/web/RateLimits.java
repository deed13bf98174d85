package dev.perigee.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.perigee.database.CacheSize;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The buckets of this node. Answers carry {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers), a refusal also {@code Retry-After} (RFC 9110 §10.2.3, whole seconds).
 */
@Component
public class RateLimits {

    private static final String ALL_BY_NETWORK = "600/1m";
    private static final String ALL_BY_KEY = "600/1m";
    private static final long NANOS = 1_000_000_000L;

    private record Key(String name, String kind, String subject) {}

    private final ThrottleSettings settings;
    private final Map<String, Limit> limits = new ConcurrentHashMap<>();
    private final Cache<Key, Bucket> buckets;

    RateLimits(ThrottleSettings settings) {
        this.settings = settings;
        this.limits.put("all.network", settings.limit("all", "network", ALL_BY_NETWORK));
        this.limits.put("all.key", settings.limit("all", "key", ALL_BY_KEY));
        // A bucket that nobody touched for the longest period is full again.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CacheSize.of(500_000, 300))
                .expireAfterAccess(Limit.LONGEST)
                .build();
    }

    void declare(RateLimit route) {
        declare(route.name(), "network", route.network());
        declare(route.name(), "identifier", route.identifier());
    }

    private void declare(String name, String kind, String declared) {
        if (!declared.isEmpty()) {
            var limit = settings.limit(name, kind, declared);
            var earlier = limits.put(name + '.' + kind, limit);
            if (earlier != null && !earlier.equals(limit)) {
                throw new IllegalStateException("Two routes declare different limits of the name " + name);
            }
        }
    }

    /**
     * Takes one from the bucket of what a request is about.
     *
     * @param name that of the route's {@link RateLimit}
     * @param identifier in its one normal form, so that no spelling gets a bucket of its own
     * @throws Problem 429 when the bucket is empty
     */
    public void takeIdentifier(String name, String identifier) {
        takeIdentifier(name, identifier, 1);
    }

    /**
     * The same as often as one request counts for, or not at all.
     *
     * @param times at least 1
     * @throws Problem 429 when the bucket does not hold so many
     */
    public void takeIdentifier(String name, String identifier, int times) {
        take(new Key(name, "identifier", identifier), times, null);
    }

    /**
     * The limit itself, for a feature that has to count over all nodes and through restarts, in the database.
     *
     * @param name that of the route's {@link RateLimit}
     */
    public Limit byIdentifier(String name) {
        return declared(name, "identifier");
    }

    /** The refusal of a limit that a feature counts itself. */
    public static Problem refusal(String name, Limit limit, Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        return refusal(policy(name, limit), '"' + name + "\";r=0;t=" + seconds, seconds)
                .at(reached(name, "identifier", limit, seconds));
    }

    void takeNetwork(String name, String network, HttpServletResponse response) {
        take(new Key(name, "network", network), 1, response);
    }

    void takeKey(String key, HttpServletResponse response) {
        take(new Key("all", "key", key), 1, response);
    }

    private void take(Key key, int times, @org.jspecify.annotations.Nullable HttpServletResponse response) {
        var limit = declared(key.name(), key.kind());
        var probe = bucket(key, limit).tryConsumeAndReturnRemaining(times);
        String policy = policy(key.name(), limit);
        String state = '"' + key.name() + "\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe);
        if (!probe.isConsumed()) {
            long wait = Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), NANOS));
            throw refusal(policy, state, wait).at(reached(key.name(), key.kind(), limit, wait));
        }
        if (response != null) {
            response.addHeader("RateLimit-Policy", policy);
            response.addHeader("RateLimit", state);
        }
    }

    /** Asked for first, and made only then: making locks the bucket's place in the cache. */
    private Bucket bucket(Key key, Limit limit) {
        var known = buckets.getIfPresent(key);
        return known == null ? buckets.get(key, missing -> bucket(limit)) : known;
    }

    private static Bucket bucket(Limit limit) {
        return Bucket.builder()
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.period()))
                .build();
    }

    private static long seconds(ConsumptionProbe probe) {
        return Math.ceilDiv(probe.getNanosToWaitForReset(), NANOS);
    }

    private Limit declared(String name, String kind) {
        var limit = limits.get(name + '.' + kind);
        if (limit == null) {
            throw new IllegalStateException("No route declares the limit " + name + " by " + kind);
        }
        return limit;
    }

    /** Not formatted(): this is on the path of every request. */
    private static String policy(String name, Limit limit) {
        return '"' + name + "\";q=" + limit.requests() + ";w=" + limit.period().toSeconds();
    }

    private static Refusal.Reached reached(String name, String kind, Limit limit, long wait) {
        return new Refusal.Reached(name, kind, limit.requests(), limit.period().toSeconds(), wait);
    }

    private static Problem refusal(String policy, String state, long wait) {
        return Problem.of(HttpStatus.TOO_MANY_REQUESTS, "too_many_requests")
                .with(HttpHeaders.RETRY_AFTER, Long.toString(wait))
                .with("RateLimit-Policy", policy)
                .with("RateLimit", state);
    }
}
