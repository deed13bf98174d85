package dev.perigee.web;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/** So many requests in so much time, written {@code 10/15m}. */
public record Limit(long requests, Duration period) {

    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,6}[smhd])");

    /** @throws IllegalArgumentException naming the setting when the text has another form */
    static Limit parse(String setting, String text) {
        var match = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            throw new IllegalArgumentException(
                    setting + " must look like 10/15m (requests/period), not '" + text + "'");
        }
        var period = DurationStyle.SIMPLE.parse(match.group(2));
        if (period.isZero() || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(setting + " must have a period of at most a day, not '" + text + "'");
        }
        return new Limit(Long.parseLong(match.group(1)), period);
    }
}
