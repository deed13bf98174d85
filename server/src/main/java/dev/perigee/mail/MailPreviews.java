package dev.perigee.mail;

import dev.perigee.web.Languages;
import dev.perigee.web.Problem;
import dev.perigee.web.Texts;
import dev.perigee.web.WebSettings;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Every kind of mail with example values, for those who write them. A kind is there as soon as it has a subject in the
 * locales; its values stand in {@code locales/mail-examples.properties}, or for a kind of the product’s own in
 * {@code locales/product-mail-examples.properties}.
 */
@Component
@Profile("!production")
class MailPreviews {

    /** A kind of mail, as the list shows it. */
    record Kind(String name, String subject) {}

    /** A mail in one of the languages that it exists in. */
    record Preview(String kind, Locale locale, List<Locale> languages, Mail mail) {}

    private static final List<String> EXAMPLES = List.of("locales/product-mail-examples", "locales/mail-examples");
    private static final UUID NO_MAIL = new UUID(0, 0);
    private static final EmailAddress READER = EmailAddress.of("ada@example.com");

    /** As long as a real one, and good for nothing. */
    private static final String LINK = "/#token=this-is-an-example-and-it-opens-no-door-x0";

    private final MailComposer composer;
    private final MessageSource messages;
    private final WebSettings web;

    MailPreviews(MailComposer composer, MessageSource messages, WebSettings web) {
        this.composer = composer;
        this.messages = messages;
        this.web = web;
    }

    /** All kinds, by name. */
    List<Kind> kinds(Locale locale) {
        return names().stream()
                .map(name -> new Kind(name, compose(name, locale).subject()))
                .toList();
    }

    /**
     * One kind in one language.
     *
     * @throws Problem 404 for what we do not write
     */
    Preview preview(String kind, Locale locale) {
        if (!names().contains(kind) || !Languages.SPOKEN.contains(locale)) {
            throw Problem.notFound();
        }
        return new Preview(kind, locale, Languages.SPOKEN, compose(kind, locale));
    }

    private static List<String> names() {
        return Texts.keys().stream()
                .filter(key -> key.startsWith("mail.") && key.endsWith(".subject"))
                .map(key -> key.substring("mail.".length(), key.length() - ".subject".length()))
                .sorted()
                .toList();
    }

    private Mail compose(String kind, Locale locale) {
        return composer.compose(NO_MAIL, new Letter(READER, locale, kind, values(kind), link(kind), null));
    }

    /** The values of a kind; none for one that lacks them, so that its gaps are seen. */
    private static List<String> values(String kind) {
        return EXAMPLES.stream()
                .map(file -> ResourceBundle.getBundle(file, Locale.ROOT))
                .filter(examples -> examples.containsKey(kind))
                .map(examples -> List.of(examples.getString(kind).split("\\|", -1)))
                .findFirst()
                .orElse(List.of());
    }

    private @Nullable String link(String kind) {
        String action = messages.getMessage("mail." + kind + ".action", null, null, Locale.ROOT);
        return action == null ? null : web.link(LINK);
    }
}
