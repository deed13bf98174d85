package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long what failed waits. */
class WaitsTest {

    private final Waits waits = new Waits(List.of(Duration.ofSeconds(10), Duration.ofHours(1)));

    @Test
    void after_each_attempt_but_the_last_there_is_a_wait() {
        assertThat(waits.attempts()).isEqualTo(3);
        assertThat(waits.after(1)).hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(12)));
        assertThat(waits.after(2)).hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(50)));
        assertThat(waits.after(3)).isEmpty();
        assertThat(waits.after(4)).isEmpty();
    }

    @Test
    void no_two_wait_the_same_and_none_a_tenth_more_or_less_than_it_should() {
        var some =
                Stream.generate(() -> waits.after(1).orElseThrow()).limit(1_000).toList();
        assertThat(some).allMatch(wait -> wait.toMillis() >= 9_000 && wait.toMillis() <= 11_000);
        assertThat(some.stream().distinct().count()).isGreaterThan(100);
    }
}
