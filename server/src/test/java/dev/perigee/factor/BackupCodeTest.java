package dev.perigee.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupCodeTest {

    @Test
    @DisplayName("S-085")
    void ten_codes_differ_and_no_two_sets_share_one() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            for (var code : BackupCode.ten()) {
                assertThat(code.toString()).matches("[0-9](-[0-9A-HJKMNP-TV-Z]{4}){3}");
                assertThat(seen.add(code.secret())).isTrue();
            }
        }
    }

    @Test
    void a_code_is_read_as_people_type_it() {
        for (var code : BackupCode.ten()) {
            String shown = code.toString();
            assertThat(BackupCode.read(shown)).contains(code);
            assertThat(BackupCode.read(shown.toLowerCase(Locale.ROOT).replace("-", " ")))
                    .contains(code);
            assertThat(BackupCode.read("  " + shown.replace("-", "") + "\t")).contains(code);
            assertThat(BackupCode.read(shown.replace('0', 'O').replace('1', 'l')))
                    .as(shown)
                    .contains(code);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4",
                "4-",
                "4-K7QX-2MNP-9RT",
                "4-K7QX-2MNP-9RTV5",
                "X-K7QX-2MNP-9RTV",
                "4-K7QX-2MNP-9RTU",
                "492039"
            })
    void what_has_another_form_is_no_code(String text) {
        assertThat(BackupCode.read(text)).isEmpty();
    }
}
