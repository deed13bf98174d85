package dev.perigee.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a name in a mail to somebody else. */
class PlainNameTest {

    @DisplayName("S-128")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/x",
                "HTTPS://EVIL.EXAMPLE",
                "//evil.example",
                "evil.example",
                "www.evil",
                "evil\uFF0Eexample",
                "evil\u3002example",
                "evil\uFF61example",
                "evil.\u200Bexample",
                "evil\u2024example",
                "a@evil.example",
                "<a href=//evil>x</a>",
            })
    void a_name_holds_nothing_that_becomes_a_link(String name) {
        assertThat(PlainName.of(name)).doesNotContainPattern("[@<>/\\\\]|[.\u3002\uFF0E\uFF61\u2024]\\S|(?i)www\\.");
    }

    @ParameterizedTest
    @CsvSource({"Acme Inc., Acme Inc.", "Dr. Ada, Dr. Ada", "St.Gallen, St. Gallen", "Søn & Co, Søn & Co", "東京, 東京"})
    void an_honest_name_stays_as_it_is_read(String name, String plain) {
        assertThat(PlainName.of(name)).isEqualTo(plain);
    }

    @Test
    void a_name_is_one_line_of_at_most_a_hundred_characters() {
        assertThat(PlainName.of("a\r\nBcc:\u2028b\u202E\tc")).isEqualTo("a Bcc: b c");
        assertThat(PlainName.of("\uD83E\uDDA6".repeat(150)).codePoints()).hasSize(100);
        assertThat(PlainName.of(" @ ")).isEqualTo("–");
    }
}
