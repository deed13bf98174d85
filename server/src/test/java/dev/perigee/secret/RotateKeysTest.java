package dev.perigee.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/perigee rotate-keys} puts a fresh key first and keeps those that may be in use. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a shell script")
class RotateKeysTest {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z-abcdef'").withZone(ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Command rotate() {
        return Command.perigee(Map.of("JWT_KEYS_FILE", file().toString()), "rotate-keys");
    }

    private Path file() {
        return folder.resolve("keys");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    }

    private void age(Duration age) throws IOException {
        Files.setLastModifiedTime(file(), FileTime.from(Instant.now().minus(age)));
    }

    /** The names of the keys, in order; fails for a file with which no server would start. */
    private List<String> names() {
        var faults = new ArrayList<String>();
        var keys = new KeyFile("the file", file()).read(faults);
        assertThat(faults).isEmpty();
        return List.copyOf(keys.keySet());
    }

    private static String key(String name) {
        return name + ':' + DataFolder.random(32);
    }

    @ParameterizedTest(name = "<{0}> is no command")
    @ValueSource(strings = {"", "rotate", "rotate-key", "--rotate-keys", "*"})
    void what_is_no_command_is_answered_by_those_there_are(String word) {
        var said = Command.perigee(Map.of(), word);
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.output()).contains("usage:", "rotate-keys");
        assertThat(Command.perigee(Map.of(), "help").status()).isZero();
    }

    @Test
    void keys_from_two_places_are_refused() throws IOException {
        write(key("a"));
        String before = Files.readString(file());
        var said = Command.perigee(Map.of("JWT_KEYS_FILE", file().toString(), "JWT_KEYS", key("b")), "rotate-keys");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.output()).contains("JWT_KEYS and JWT_KEYS_FILE");
        assertThat(Files.readString(file())).isEqualTo(before);
    }

    @ParameterizedTest(name = "<{0}> stays as it is")
    @ValueSource(strings = {"", "\n", "no keys", "a:short", "a:$(id)", "# a comment"})
    void what_holds_no_keys_is_left_alone_and_not_repeated(String text) throws IOException {
        write(text);
        var said = rotate();
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.output()).contains(file() + " does not hold");
        assertThat(Files.readString(file())).isEqualTo(text);
        assertNothingElseIsLeft();
    }

    private void assertNothingElseIsLeft() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void a_data_folder_without_keys_gets_none() {
        var said = Command.perigee(Map.of("PERIGEE_DATA", folder.toString()), "rotate-keys");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.output()).contains("There are no keys in " + folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_fresh_key_stands_first_and_the_one_before_it_is_kept() throws IOException {
        String old = key("a");
        write(old);
        var said = rotate();
        assertThat(said.status()).isZero();
        assertThat(names()).hasSize(2).endsWith("a");
        assertThat(Files.readString(file())).endsWith('\n' + old + '\n');
        assertThat(said.output())
                .contains(names().getFirst() + " is now the first key", "Kept behind it: 1. Dropped: 0.")
                .doesNotContain(old);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertNothingElseIsLeft();
    }

    @Test
    void every_rotation_makes_another_key() throws IOException {
        write(key("a"));
        for (int i = 0; i < 3; i++) {
            assertThat(rotate().status()).isZero();
        }
        assertThat(names()).hasSize(4).doesNotHaveDuplicates().endsWith("a");
    }

    @Test
    void of_a_file_that_is_older_than_any_token_only_the_first_key_is_kept() throws IOException {
        write(key("a") + ",\n" + key("b") + ',' + key("c"));
        age(Duration.ofMinutes(27));
        assertThat(rotate().output()).contains("Kept behind it: 1. Dropped: 2.");
        assertThat(names()).hasSize(2).endsWith("a");
    }

    /** With a grace of 20 minutes, and copies that reach a node minutes after another. */
    @Test
    void who_rotates_twice_within_the_longest_grace_that_the_guide_names_keeps_both_keys() throws IOException {
        String signing = NAME.format(Instant.now().minus(Duration.ofMinutes(20)));
        write(key(signing) + '\n' + key("older"));
        age(Duration.ofMinutes(20));
        assertThat(rotate().output()).contains("Kept behind it: 2. Dropped: 0.");
        assertThat(names()).hasSize(3).endsWith(signing, "older");
    }

    @Test
    void who_rotates_every_ten_minutes_keeps_no_key_for_longer_than_its_tokens_live() throws IOException {
        var names = new ArrayList<String>();
        for (int minutes : new int[] {10, 20, 30, 40}) {
            names.add(NAME.format(Instant.now().minus(Duration.ofMinutes(minutes))));
        }
        write(String.join("\n", names.stream().map(RotateKeysTest::key).toList()));
        age(Duration.ofMinutes(10));
        assertThat(rotate().output()).contains("Kept behind it: 3. Dropped: 1.");
        assertThat(names()).hasSize(4).endsWith(names.get(0), names.get(1), names.get(2));
    }

    @Test
    void a_file_that_is_not_there_yet_is_made_for_its_owner_only() throws IOException {
        assertThat(rotate().output()).contains("is new and holds one key");
        assertThat(names()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_group_that_may_read_the_file_may_do_so_afterwards() throws IOException {
        write(key("a"));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(rotate().status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void a_link_to_the_file_stays_one(@TempDir Path elsewhere) throws IOException {
        write(key("a"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), file());
        assertThat(Command.perigee(Map.of("JWT_KEYS_FILE", link.toString()), "rotate-keys")
                        .status())
                .isZero();
        assertThat(link).isSymbolicLink();
        assertThat(names()).hasSize(2);
    }

    @Test
    void the_keys_of_development_are_rotated_in_the_data_folder() throws IOException {
        Path keys = new DataFolder(folder).signingKeys();
        assertThat(Command.perigee(Map.of("PERIGEE_DATA", folder.toString()), "rotate-keys")
                        .status())
                .isZero();
        assertThat(Files.readAllLines(keys)).hasSize(2).last().asString().startsWith("dev:");
    }

    @Test
    void a_release_is_told_its_file_and_never_looks_for_one_beside_itself() throws IOException {
        Path release = Files.createDirectory(folder.resolve("release"));
        Path script = Files.copy(Path.of("..", "bin", "perigee"), release.resolve("perigee"));
        Files.createFile(release.resolve("perigee.jar"));
        new DataFolder(folder.resolve(".data")).signingKeys();
        for (String data : List.of("", ".data", folder.resolve(".data").toString())) {
            var said = Command.run(script, Map.of("PERIGEE_DATA", data), "rotate-keys");
            assertThat(said.status()).as(data).isEqualTo(1);
            assertThat(said.output()).as(data).contains("Set JWT_KEYS_FILE");
        }
        write(key("a"));
        assertThat(Command.run(script, Map.of("JWT_KEYS_FILE", file().toString()), "rotate-keys")
                        .status())
                .isZero();
    }

    @Test
    void keys_of_the_environment_are_printed_in_the_order_in_which_to_set_them() {
        String old = key("a");
        var said = Command.perigee(Map.of("JWT_KEYS", old + ',' + key("older")), "rotate-keys");
        assertThat(said.status()).isZero();
        var values = said.output()
                .lines()
                .filter(line -> line.startsWith("   JWT_KEYS="))
                .map(line -> line.substring("   JWT_KEYS=".length()))
                .toList();
        assertThat(values).hasSize(3);
        String fresh = values.get(2);
        assertThat(KeyText.named("JWT_KEYS", fresh, new ArrayList<>())).hasSize(1);
        assertThat(values).containsExactly(old + ',' + fresh, fresh + ',' + old, fresh);
    }
}
