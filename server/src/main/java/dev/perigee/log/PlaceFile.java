package dev.perigee.log;

import com.maxmind.db.Reader;
import dev.perigee.web.BadSettingException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Places from a file in the MaxMind DB format, in which the common ones of cities or countries come. */
final class PlaceFile implements Places {

    private static final Logger LOG = LoggerFactory.getLogger(PlaceFile.class);

    private final Reader file;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @throws BadSettingException when the file is missing or of another format */
    PlaceFile(Path path) {
        try {
            file = new Reader(path.toFile());
        } catch (IOException e) {
            throw new BadSettingException(
                    "GEOIP_FILE names a file that is missing or not in the MaxMind DB format: " + path, e);
        }
    }

    @Override
    public Optional<String> of(InetAddress address, Locale locale) {
        var entry = entry(address);
        String place = Stream.of("city", "country")
                .flatMap(part -> name(entry.get(part), locale).stream())
                .collect(Collectors.joining(", "));
        return place.isEmpty() ? Optional.empty() : Optional.of(place);
    }

    private Map<?, ?> entry(InetAddress address) {
        if (address instanceof Inet6Address && file.getMetadata().ipVersion() == 4) {
            return Map.of();
        }
        try {
            Map<?, ?> entry = file.get(address, Map.class);
            return entry == null ? Map.of() : entry;
        } catch (IOException | RuntimeException | InternalError e) {
            // The file is mapped: what reads behind the end of one that was cut off gets an InternalError.
            if (told.compareAndSet(false, true)) {
                LOG.warn(
                        "GEOIP_FILE is damaged, and places are missing until it is mended and the server restarted", e);
            }
            return Map.of();
        }
    }

    private static Optional<String> name(@Nullable Object part, Locale locale) {
        return part instanceof Map<?, ?> fields && fields.get("names") instanceof Map<?, ?> names
                ? text(names, locale).or(() -> text(names, Locale.ENGLISH))
                : Optional.empty();
    }

    private static Optional<String> text(Map<?, ?> names, Locale locale) {
        return names.get(locale.getLanguage()) instanceof String name ? Optional.of(name) : Optional.empty();
    }
}
