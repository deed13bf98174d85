package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.log.UserAgents;
import dev.perigee.testing.Http;
import dev.perigee.testing.Perigee;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes a mail sees it, in both forms and all languages; no kind can be forgotten. */
class MailPreviewTest {

    private static final Properties ENGLISH = locales("messages.properties", "product.properties");
    private static final Properties SPANISH = locales("messages_es.properties", "product_es.properties");
    private static final Properties EXAMPLES = locales("mail-examples.properties", "product-mail-examples.properties");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)[^}]*}");

    /** Of several files; what a later one says counts. */
    private static Properties locales(String... names) {
        var texts = new Properties();
        for (String name : names) {
            load(name, texts);
        }
        return texts;
    }

    private static void load(String name, Properties texts) {
        var file = Objects.requireNonNull(MailPreviewTest.class.getResourceAsStream("/locales/" + name), name);
        try (var reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            texts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every kind of which any language knows anything. */
    private static Set<String> kinds() {
        var kinds = new TreeSet<String>();
        for (var language : Set.of(ENGLISH, SPANISH)) {
            for (String key : language.stringPropertyNames()) {
                var parts = key.split("\\.", -1);
                if (parts.length == 3 && parts[0].equals("mail")) {
                    kinds.add(parts[1]);
                }
            }
        }
        return kinds;
    }

    private static Set<String> parts(Properties language, String kind) {
        String start = "mail." + kind + '.';
        return language.stringPropertyNames().stream()
                .filter(key -> key.startsWith(start))
                .map(key -> key.substring(start.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void another_host_gets_no_previews() {
        var answer = Http.to(Perigee.shared()).with("Host", "attacker.example").get("/dev/mail/preview");
        assertThat(answer.status()).isEqualTo(421);
    }

    @ParameterizedTest(name = "{0} is no preview")
    @ValueSource(
            strings = {
                "/nothing/en",
                "/verify/fr",
                "/verify/es-MX",
                "/verify/x",
                "/verify",
                "/subject/en",
                "/verify.subject/en"
            })
    void what_is_no_kind_of_mail_in_a_language_of_ours_is_absent(String path) {
        assertThat(Http.to(Perigee.shared()).get("/dev/mail/preview" + path).status())
                .isEqualTo(404);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void every_kind_has_all_its_parts_in_both_languages(String kind) {
        assertThat(parts(ENGLISH, kind)).contains("subject", "title", "1");
        assertThat(parts(SPANISH, kind)).isEqualTo(parts(ENGLISH, kind));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void every_kind_has_an_example_value_for_each_place_in_its_words(String kind) {
        assertThat(EXAMPLES.stringPropertyNames()).contains(kind);
        int values = EXAMPLES.getProperty(kind).split("\\|", -1).length;
        for (var language : Set.of(ENGLISH, SPANISH)) {
            for (String part : parts(language, kind)) {
                var words = language.getProperty("mail." + kind + '.' + part);
                assertThat(PLACE.matcher(words).results().mapToInt(place -> Integer.parseInt(place.group(1))))
                        .as(words)
                        .allMatch(place -> place < values);
            }
        }
    }

    @Test
    void no_example_is_kept_for_a_kind_that_is_gone() {
        assertThat(EXAMPLES.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(kinds());
    }

    @Test
    void the_list_leads_to_every_kind_in_the_language_of_the_reader() {
        for (String language : new String[] {"en", "es"}) {
            var list = Http.to(Perigee.shared())
                    .with("Accept-Language", language)
                    .get("/dev/mail/preview")
                    .body();
            for (String kind : kinds()) {
                assertThat(list).contains("\"/dev/mail/preview/" + kind + '/' + language + '"');
            }
        }
        assertThat(Http.to(Perigee.shared()).get("/dev/mail").body()).contains("\"/dev/mail/preview\"");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void every_kind_is_shown_in_both_languages_whole_and_without_a_gap(String kind) {
        assertShown(kind, "en", ENGLISH);
        assertShown(kind, "es", SPANISH);
    }

    private static void assertShown(String kind, String language, Properties words) {
        var page = Http.to(Perigee.shared()).get("/dev/mail/preview/" + kind + '/' + language);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains(filled(words.getProperty("mail." + kind + ".subject"), kind))
                .contains("/preview/" + kind + "/en\"", "/preview/" + kind + "/es\"", "aria-current=\"page\"")
                .doesNotContainPattern("\\{\\d");
        boolean leads = words.containsKey("mail." + kind + ".action");
        assertThat(page.body().contains("/#token=")).isEqualTo(leads);
    }

    private static String filled(String words, String kind) {
        String filled = words;
        String[] values = EXAMPLES.getProperty(kind).split("\\|", -1);
        for (int i = 0; i < values.length; i++) {
            filled = filled.replace("{" + i + "}", values[i]);
        }
        return filled;
    }

    @Test
    void the_machines_of_the_examples_are_called_as_the_product_calls_them() {
        assertThat(EXAMPLES.getProperty("new_sign_in"))
                .contains(named("(Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        assertThat(EXAMPLES.getProperty("sign_in_blocked"))
                .contains(named("(iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"));
    }

    private static String named(String agent) {
        var device = UserAgents.device("Mozilla/5.0 " + agent);
        return '|' + device.browser() + '|' + device.name() + '|';
    }
}
