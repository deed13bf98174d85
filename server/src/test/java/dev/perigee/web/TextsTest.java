package dev.perigee.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody reads a text in another language than theirs because somebody forgot one of the files. */
class TextsTest {

    private static final Path LOCALES = Path.of("src", "main", "resources", "locales");
    private static final Pattern PLACE = Pattern.compile("\\{\\d+");

    /** Of each text of a file the places for values, in the order of their numbers. */
    private static Map<String, String> places(String file) throws IOException {
        var texts = new Properties();
        try (var reader = Files.newBufferedReader(LOCALES.resolve(file + ".properties"))) {
            texts.load(reader);
        }
        var places = new TreeMap<String, String>();
        texts.stringPropertyNames().forEach(key -> places.put(key, places(PLACE.matcher(texts.getProperty(key)))));
        return places;
    }

    private static String places(Matcher found) {
        return String.join(
                " ",
                found.results().map(place -> place.group()).sorted().distinct().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "product"})
    void every_text_is_there_in_both_languages_with_the_same_places(String file) throws IOException {
        assertThat(places(file)).isNotEmpty().isEqualTo(places(file + "_es"));
    }

    @Test
    void what_nobody_wrote_is_no_text() {
        assertThatThrownBy(() -> Texts.of("problem.unheard_of")).isInstanceOf(MissingResourceException.class);
    }

    @Test
    void the_codes_of_the_product_stand_among_the_others() {
        assertThat(Texts.problemCodes()).contains("not_found", "project_role_missing");
    }
}
