package dev.perigee.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares the hot path its questions to the database: what was read is believed for a minute, unless a notice names
 * something that it tells about. Nothing is believed while notices might be missed. At most 100,000 values are kept, and
 * fewer in a small heap.
 *
 * <p>Each notice gets a number. A value carries the number that was current before it was read, so one that was read
 * while something changed is never taken for new.
 */
public final class Remembered<K, V> {

    private record Entry<V>(V value, List<UUID> about, long asOf) {}

    private static final long MAX = CacheSize.of(100_000, 1_500);
    private static final Duration TIME = Duration.ofMinutes(1);

    private final Notices notices;
    private final Function<V, List<UUID>> about;
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong();
    private final Cache<K, Entry<V>> entries =
            Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(TIME).build();

    /** The last notice about each id; kept longer than any entry that it could concern. */
    private final Cache<UUID, Long> changed = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(TIME.multipliedBy(2))
            .evictionListener((@Nullable UUID id, @Nullable Long last, RemovalCause cause) -> evicted(last))
            .build();

    /**
     * Remembers values of one kind.
     *
     * @param topics those of {@link Notices} whose ids {@code about} names
     * @param about the ids of all that a value tells about
     */
    public Remembered(Notices notices, List<String> topics, Function<V, List<UUID>> about) {
        this.notices = notices;
        this.about = about;
        topics.forEach(topic -> notices.subscribe(topic, this::forget, this::forgetAll));
    }

    private void forget(UUID id) {
        // Notices come on two threads: of two about one id the later number stays.
        changed.asMap().merge(id, number.incrementAndGet(), Math::max);
    }

    private void forgetAll() {
        oldest.set(number.incrementAndGet());
        entries.invalidateAll();
    }

    /** Without the notice itself nobody knows whom it concerned, so all that is older counts as concerned. */
    private void evicted(@Nullable Long last) {
        if (last != null) {
            oldest.accumulateAndGet(last, Math::max);
        }
    }

    /** The value for the key, from memory or from {@code source}; an absent one is asked for each time. */
    public Optional<V> get(K key, Supplier<Optional<V>> source) {
        var known = entries.getIfPresent(key);
        if (known != null && notices.fresh() && isCurrent(known)) {
            return Optional.of(known.value());
        }
        long asOf = number.get();
        var found = source.get();
        found.ifPresent(value -> entries.put(key, new Entry<>(value, about.apply(value), asOf)));
        return found;
    }

    private boolean isCurrent(Entry<V> entry) {
        if (entry.asOf() < oldest.get()) {
            return false;
        }
        for (UUID id : entry.about()) {
            var last = changed.getIfPresent(id);
            if (last != null && last > entry.asOf()) {
                return false;
            }
        }
        return true;
    }
}
