package dev.perigee.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a feature wants written to somebody. The words stand in the locales under {@code mail.<kind>}: {@code subject},
 * {@code title}, paragraphs {@code 1}, {@code 2} …, and {@code action} for the button.
 *
 * @param values fill the places {@code {0}}, {@code {1}} … of the words; never read as words themselves
 * @param link where the button leads; null when there is nothing to do
 * @param expires when the link ends; a mail that could not be sent by then is not sent
 */
public record Letter(
        EmailAddress to,
        Locale locale,
        String kind,
        List<String> values,
        @Nullable String link,
        @Nullable Instant expires) {}
