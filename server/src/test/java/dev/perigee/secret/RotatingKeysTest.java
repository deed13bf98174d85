package dev.perigee.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Perigee;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Signing keys may stand in a file: a bad one is refused, a new one spreads without anybody noticing. */
class RotatingKeysTest {

    private static final String A = DataFolder.random(32);
    private static final String B = DataFolder.random(32);
    private static final String C = DataFolder.random(32);
    private static final String INDEX = DataFolder.random(32);
    private static final RotationSettings TIMES =
            new RotationSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(15));

    /** Time that passes when the test says so. */
    private static final class Watch extends Clock {

        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    private Path folder;

    private Path file;
    private final Watch watch = new Watch();

    @BeforeEach
    void writeOneKey() {
        file = folder.resolve("keys");
        write("a:" + A);
    }

    /** As a careful operator does, at the time of the watch. */
    private void write(String text) {
        try {
            Path fresh = folder.resolve("fresh");
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
            Files.setLastModifiedTime(fresh, FileTime.from(watch.instant()));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SecretSettings settings(String keys) {
        return new SecretSettings(
                folder, keys, file.toString(), INDEX, "k:" + DataFolder.random(32), DataFolder.random(32));
    }

    private RotatingKeys started() {
        return started(TIMES);
    }

    private RotatingKeys started(RotationSettings times) {
        var secrets = Secrets.fromEnvironment(settings(""));
        return new RotatingKeys(secrets, secrets.keyFile().orElseThrow(), times, watch);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(this::started)
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageStartingWith("JWT_KEYS_FILE")
                .hasMessageContaining(reason)
                .hasMessageNotContainingAny(A, B, C, INDEX);
    }

    @Test
    @DisplayName("S-042: production with a weak file of keys does not start and names it")
    void production_with_a_weak_file_of_keys_does_not_start_and_names_it() {
        write("a:c2VjcmV0");
        assertThatThrownBy(() -> Perigee.node(Perigee.production("perigee.jwt-keys=", "perigee.jwt-keys-file=" + file)))
                .hasRootCauseInstanceOf(WeakSecretsException.class)
                .rootCause()
                .hasMessageStartingWith("JWT_KEYS_FILE is too short")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @ParameterizedTest(name = "S-042: <{0}> is no file of keys")
    @ValueSource(
            strings = {
                "",
                " \n",
                "secret",
                "a:secret",
                "a:",
                ":x",
                "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "# no comments"
            })
    void what_holds_no_strong_keys_is_refused_by_name(String text) {
        write(text);
        assertRefused("");
    }

    @Test
    @DisplayName("S-042")
    void a_file_that_is_not_there_is_refused() throws IOException {
        Files.delete(file);
        assertRefused("cannot be read");
        Files.createDirectory(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        assertRefused("cannot be read");
    }

    @Test
    void what_is_too_large_for_a_file_of_keys_is_not_read_to_its_end() {
        write("a:" + A + "\n".repeat(64 * 1024));
        assertRefused("too large");
        write("a:" + A + "\n".repeat(63 * 1024));
        assertThat(started().now().signing()).isEqualTo("a");
    }

    @ParameterizedTest(name = "{0} is too open")
    @ValueSource(strings = {"rw-rw----", "rw----r--", "rw-----w-", "rw------x", "rw-r--r--", "rwxrwxrwx"})
    void a_file_that_others_can_read_or_change_is_refused(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertRefused("open to others");
    }

    @ParameterizedTest(name = "{0} will do")
    @ValueSource(strings = {"rw-------", "r--------", "r--r-----", "rw-r-----"})
    void a_file_for_its_owner_and_readers_of_its_group_is_taken(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThat(started().now().signing()).isEqualTo("a");
    }

    @Test
    void keys_from_two_places_are_refused() {
        assertThatThrownBy(() -> Secrets.fromEnvironment(settings("b:" + B)))
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageStartingWith("JWT_KEYS and JWT_KEYS_FILE");
    }

    @Test
    void a_key_of_the_file_that_serves_another_purpose_is_refused() {
        write("a:" + A + "\nb:" + INDEX);
        assertThatThrownBy(this::started)
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageContaining("must all differ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"10s,10s,15m", "1s,15m,15m", "20m,1h,15m", "0s,10s,15m", "-1s,10s,15m"})
    void times_in_which_a_rotation_would_be_noticed_are_refused(String times) {
        var each = new ArrayList<Duration>();
        for (String time : times.split(",", -1)) {
            each.add(Duration.parse("PT" + time));
        }
        assertThatThrownBy(() -> new RotationSettings(each.get(0), each.get(1), each.get(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void a_grace_that_is_shorter_than_tokens_live_is_warned_of(CapturedOutput output) {
        var rest = Duration.ofSeconds(10);
        var shortest = rest.plus(RotationSettings.TOKEN_LIFE);
        started(new RotationSettings(Duration.ofSeconds(1), rest, shortest));
        assertThat(output.getOut()).doesNotContain("perigee.rotation.grace");
        started(new RotationSettings(Duration.ofSeconds(1), rest, shortest.minusSeconds(1)));
        assertThat(output.getOut()).contains("perigee.rotation.grace");
    }

    @Test
    void keys_stand_one_a_line_or_between_commas_and_the_first_signs() {
        for (String text : List.of(
                "a:" + A + ",b:" + B,
                "a:" + A + "\nb:" + B + '\n',
                "a:" + A + ",\r\n\n b:" + B + " \n\n",
                " a:" + A + " , b:" + B)) {
            write(text);
            watch.pass(Duration.ofSeconds(10));
            assertThat(started().now().signing()).isEqualTo("a");
            assertThat(started().now().keys()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void a_new_key_is_known_at_once_and_signs_ten_seconds_later() {
        var keys = started();
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        assertThat(keys.now().signing()).isEqualTo("a");
        watch.pass(Duration.ofSeconds(8));
        assertThat(keys.now().signing()).isEqualTo("a");
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("b");
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
    }

    @Test
    void a_node_that_starts_in_these_ten_seconds_signs_by_the_older_key_too() {
        write("b:" + B + "\na:" + A);
        var keys = started();
        assertThat(keys.now().signing()).isEqualTo("a");
        watch.pass(Duration.ofSeconds(10));
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    void of_two_rotations_within_ten_seconds_the_key_that_signed_goes_on_until_the_last_may() {
        var keys = started();
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofSeconds(5));
        assertThat(keys.now().signing()).isEqualTo("a");
        write("c:" + C + "\nb:" + B + "\na:" + A);
        watch.pass(Duration.ofSeconds(9));
        assertThat(keys.now().signing()).isEqualTo("a");
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("c");
    }

    @Test
    void a_single_key_signs_at_once() {
        var keys = started();
        write("b:" + B);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    void an_old_key_verifies_for_fifteen_minutes_and_is_then_refused() {
        var keys = started();
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().keys()).containsOnlyKeys("b");
    }

    @Test
    void after_a_restart_an_old_key_is_as_old_as_its_file() {
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofMinutes(15));
        assertThat(started().now().keys()).containsOnlyKeys("b");
    }

    @Test
    @DisplayName("S-041")
    void a_key_that_is_removed_is_refused_within_a_second() {
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofSeconds(10));
        var keys = started();
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        write("b:" + B);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().keys()).containsOnlyKeys("b");
    }

    @Test
    void a_node_that_nobody_used_for_an_hour_judges_by_the_keys_of_now() {
        var keys = started();
        watch.pass(Duration.ofMinutes(40));
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofMinutes(20));
        assertThat(keys.now().signing()).isEqualTo("b");
        assertThat(keys.now().keys()).containsOnlyKeys("b");
    }

    @Test
    void the_same_keys_written_again_begin_no_new_rotation() {
        write("b:" + B + "\na:" + A);
        watch.pass(Duration.ofMinutes(20));
        var keys = started();
        var ring = keys.now();
        write("b:" + B + ",a:" + A);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now()).isSameAs(ring);
    }

    @Test
    void taking_an_old_key_away_makes_no_older_one_sign_again() {
        write("c:" + C + "\nb:" + B + "\na:" + A);
        watch.pass(Duration.ofSeconds(10));
        var keys = started();
        assertThat(keys.now().signing()).isEqualTo("c");
        write("c:" + C + "\nb:" + B);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("c");
    }

    @Test
    void a_file_from_the_future_counts_from_when_it_was_seen() throws IOException {
        var keys = started();
        write("b:" + B + "\na:" + A);
        Files.setLastModifiedTime(file, FileTime.from(watch.instant().plus(Duration.ofDays(365))));
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("a");
        watch.pass(Duration.ofSeconds(10));
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    @DisplayName("S-041")
    void a_file_that_brings_an_old_date_along_counts_from_when_it_was_seen() throws IOException {
        var keys = started();
        watch.pass(Duration.ofMinutes(30));
        keys.now();
        write("b:" + B + "\na:" + A);
        Files.setLastModifiedTime(file, FileTime.from(watch.instant().minus(Duration.ofMinutes(20))));
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("a");
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        watch.pass(Duration.ofSeconds(10));
        assertThat(keys.now().signing()).isEqualTo("b");
        watch.pass(Duration.ofMinutes(15).minusSeconds(11));
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().keys()).containsOnlyKeys("b");
    }

    @Test
    void a_clock_that_is_set_back_keeps_no_node_from_looking() {
        var keys = started();
        watch.pass(Duration.ofHours(-1));
        write("b:" + B);
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void a_broken_file_changes_nothing_and_is_logged_once_without_what_stands_in_it(CapturedOutput output)
            throws IOException {
        var keys = started();
        var ring = keys.now();
        String secret = "c2VjcmV0";
        for (String broken : List.of("b:" + secret, "b " + B, "", "b:" + INDEX)) {
            write(broken);
            watch.pass(Duration.ofSeconds(1));
            assertThat(keys.now()).as(broken).isSameAs(ring);
        }
        Files.delete(file);
        for (int i = 0; i < 3; i++) {
            watch.pass(Duration.ofSeconds(1));
            assertThat(keys.now()).isSameAs(ring);
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("The signing keys stay as they were")))
                .hasSize(5);
        assertThat(output.getOut()).contains("JWT_KEYS_FILE cannot be read").doesNotContain(secret, A, B, INDEX);
        write("b:" + B);
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    void a_file_that_was_too_open_is_read_once_its_mode_is_mended() throws IOException {
        var keys = started();
        write("b:" + B);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        watch.pass(Duration.ofSeconds(1));
        assertThat(keys.now().signing()).isEqualTo("b");
    }

    @Test
    void keys_of_the_environment_all_verify_for_ever() {
        var keys = SigningKeys.fixed(KeyText.named("JWT_KEYS", "b:" + B + ",a:" + A, new ArrayList<>()));
        assertThat(keys.now().signing()).isEqualTo("b");
        assertThat(keys.now().keys()).containsOnlyKeys("a", "b");
        assertThat(keys.now()).isSameAs(keys.now());
    }
}
