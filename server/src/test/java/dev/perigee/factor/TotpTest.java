package dev.perigee.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest(name = "RFC 6238, appendix B: {0} s after 1970")
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void a_code_is_that_of_the_standard(long time, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(time)), 8)).isEqualTo(code);
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(time)), 6)).isEqualTo(code.substring(2));
    }

    @ParameterizedTest(name = "RFC 4226, appendix D: count {0}")
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void a_counted_code_is_that_of_the_standard(long step, String code) {
        assertThat(Totp.code(SECRET, step, 6)).isEqualTo(code);
    }

    @DisplayName("S-084")
    @ParameterizedTest
    @CsvSource({"-3, false", "-2, false", "-1, true", "0, true", "1, true", "2, false", "3, false"})
    void only_the_step_before_and_the_step_after_count_beside_the_present_one(int away, boolean taken) {
        var now = Instant.parse("2026-11-23T10:00:15Z");
        long step = Totp.step(now) + away;
        assertThat(Totp.stepOf(Totp.code(SECRET, step, 6), SECRET, now).isPresent())
                .isEqualTo(taken);
    }

    @Test
    void what_is_no_code_is_of_no_step() {
        var now = Instant.parse("2026-11-23T10:00:15Z");
        String code = Totp.code(SECRET, Totp.step(now), 6);
        for (String other :
                new String[] {"", "0", code.substring(1), code + "0", code.replace(code.charAt(0), 'x'), "０１２３４５"}) {
            assertThat(Totp.stepOf(other, SECRET, now)).as(other).isEmpty();
        }
    }
}
