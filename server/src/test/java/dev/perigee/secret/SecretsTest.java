package dev.perigee.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.testing.Perigee;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation has four strong secrets of its own, or it does not start. */
class SecretsTest {

    private static final String A = DataFolder.random(32);
    private static final String B = DataFolder.random(32);
    private static final String C = DataFolder.random(32);
    private static final String D = DataFolder.random(32);

    private static SecretSettings settings(String jwt, String index, String encryption, String cookie) {
        return new SecretSettings(Path.of("unused"), jwt, "", index, encryption, cookie);
    }

    @Test
    @DisplayName("S-042")
    void production_without_secrets_does_not_start_and_names_each() {
        assertThatThrownBy(() -> Perigee.node(
                        "spring.profiles.active=production", "server.address=127.0.0.1", "perigee.drain=0s"))
                .hasRootCauseInstanceOf(WeakSecretsException.class)
                .rootCause()
                .hasMessageContainingAll(
                        "JWT_KEYS is missing",
                        "KEY_INDEX_SECRET is missing",
                        "KEY_ENCRYPTION_KEYS is missing",
                        "COOKIE_SECRET is missing");
    }

    @DisplayName("S-042")
    @ParameterizedTest(name = "<{0}> is no secret")
    @ValueSource(
            strings = {
                "abc",
                "c2hvcnQ=",
                "correct horse battery staple correct horse battery staple",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "YWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWI=",
                "change-me-change-me-change-me-change-me-chan"
            })
    void a_weak_secret_is_refused_by_name_and_not_repeated(String weak) {
        assertWeak(settings("k:" + weak, B, "k:" + C, D), "JWT_KEYS", weak);
        assertWeak(settings("k:" + A + ",old:" + weak, B, "k:" + C, D), "JWT_KEYS", weak);
        assertWeak(settings("k:" + A, weak, "k:" + C, D), "KEY_INDEX_SECRET", weak);
        assertWeak(settings("k:" + A, B, "k:" + weak, D), "KEY_ENCRYPTION_KEYS", weak);
        assertWeak(settings("k:" + A, B, "k:" + C, weak), "COOKIE_SECRET", weak);
    }

    private static void assertWeak(SecretSettings settings, String name, String value) {
        assertThatThrownBy(() -> Secrets.fromEnvironment(settings))
                .isInstanceOf(WeakSecretsException.class)
                .message()
                .startsWith(name)
                .doesNotContain("\n", value, A, B, C, D);
    }

    @ParameterizedTest(name = "<{0}> names no keys")
    @ValueSource(strings = {":", "k", "k:", "k k:x", ",", "k:x,,", "ключ:x"})
    void keys_without_a_name_are_refused(String keys) {
        assertThatThrownBy(() -> Secrets.fromEnvironment(settings(keys, B, "k:" + C, D)))
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageStartingWith("JWT_KEYS");
    }

    @Test
    void two_keys_of_one_name_are_refused() {
        assertThatThrownBy(() -> Secrets.fromEnvironment(settings("k:" + A + ",k:" + D, B, "k:" + C, D)))
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageContaining("each name once");
    }

    @Test
    void one_secret_for_two_purposes_is_refused() {
        for (var settings : new SecretSettings[] {
            settings("k:" + A, A, "k:" + C, D),
            settings("k:" + A, B, "k:" + A, D),
            settings("k:" + A, B, "k:" + C, A),
            settings("k:" + A, B, "k:" + C, B),
            settings("k:" + A, B, "k:" + C + ",old:" + D, D),
            settings("k:" + A + ",old:" + A, B, "k:" + C, D)
        }) {
            assertThatThrownBy(() -> Secrets.fromEnvironment(settings))
                    .isInstanceOf(WeakSecretsException.class)
                    .hasMessageContaining("must all differ")
                    .hasMessageNotContainingAny(A, B, C, D);
        }
    }

    @Test
    void the_same_secret_in_another_spelling_is_refused() {
        String standard =
                Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(A));
        assertThatThrownBy(() -> Secrets.fromEnvironment(settings("k:" + A, standard, "k:" + C, D)))
                .isInstanceOf(WeakSecretsException.class);
    }

    @Test
    void development_refuses_a_weak_secret_that_it_is_given(@TempDir Path data) {
        assertThatThrownBy(() -> Secrets.forDevelopment(settings("", "weak", "", ""), new DataFolder(data)))
                .isInstanceOf(WeakSecretsException.class)
                .hasMessageStartingWith("KEY_INDEX_SECRET");
    }

    @Test
    @DisplayName("what development makes only its owner reads")
    void what_development_makes_only_its_owner_reads(@TempDir Path data) throws IOException {
        var folder = data.resolve("new");
        Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(folder));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets.properties"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("secrets.lock", "secrets.properties", "jwt-keys");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("jwt-keys"))))
                .isEqualTo("rw-------");
    }

    @Test
    void signing_keys_of_an_earlier_version_go_on_to_work_and_stand_in_one_place_only(@TempDir Path data)
            throws IOException {
        Files.writeString(data.resolve("secrets.properties"), "JWT_KEYS=dev:" + A + "\nCOOKIE_SECRET=" + B + '\n');
        var secrets = Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(data));
        assertThat(secrets.jwtKeys()).containsOnlyKeys("dev");
        assertThat(secrets.jwtKeys().get("dev"))
                .isEqualTo(Base64.getUrlDecoder().decode(A));
        assertThat(Files.readString(data.resolve("jwt-keys"))).isEqualTo("dev:" + A + '\n');
        assertThat(Files.readString(data.resolve("secrets.properties")))
                .doesNotContain("JWT_KEYS", A)
                .contains(B);
    }

    @Test
    void what_development_makes_survives_a_restart(@TempDir Path data) throws IOException {
        var first = Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(data));
        String file = Files.readString(data.resolve("secrets.properties"));
        var second = Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(data));
        assertThat(Files.readString(data.resolve("secrets.properties"))).isEqualTo(file);
        assertThat(second.jwtKeys().get("dev")).isEqualTo(first.jwtKeys().get("dev"));
        assertThat(second.sign("p", "v")).isEqualTo(first.sign("p", "v"));
        assertThat(second.index("p", "v")).isEqualTo(first.index("p", "v"));
        var sealed = new Vault(first).seal("place", "text");
        assertThat(new Vault(second).open("place", sealed)).isEqualTo("text");
    }

    @Test
    void two_installations_have_different_secrets(@TempDir Path one, @TempDir Path other) {
        var first = Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(one));
        var second = Secrets.forDevelopment(settings("", "", "", ""), new DataFolder(other));
        assertThat(first.sign("p", "v")).isNotEqualTo(second.sign("p", "v"));
        assertThat(first.index("p", "v")).isNotEqualTo(second.index("p", "v"));
    }

    @Test
    void what_is_signed_for_one_purpose_is_nothing_for_another() {
        var secrets = Secrets.fromEnvironment(settings("k:" + A, B, "k:" + C, D));
        assertThat(secrets.sign("device", "v")).isNotEqualTo(secrets.sign("state", "v"));
        assertThat(secrets.sign("device", "v")).isNotEqualTo(secrets.index("device", "v"));
    }

    private static Vault vault(String keys) {
        return new Vault(Secrets.fromEnvironment(settings("k:" + A, B, keys, D)));
    }

    @ParameterizedTest(name = "not at {0}")
    @ValueSource(strings = {"mail/2", "mail/1/", "mail", "", "Mail/1"})
    void what_is_sealed_for_one_place_does_not_open_at_another(String place) {
        var vault = vault("k:" + C);
        var sealed = vault.seal("mail/1", "text");
        assertThatThrownBy(() -> vault.open(place, sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_is_altered_does_not_open() {
        var vault = vault("k:" + C);
        byte[] bytes = vault.seal("mail/1", "text").bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> vault.open("mail/1", Sealed.of(altered)))
                    .as("byte %d", i)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void what_is_sealed_under_a_lost_key_names_the_key() {
        var sealed = vault("2026a:" + C).seal("mail/1", "text");
        assertThatThrownBy(() -> vault("2026b:" + C).open("mail/1", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2026a");
    }

    @Test
    void a_rotated_key_opens_the_old_and_seals_the_new() {
        String next = DataFolder.random(32);
        var old = vault("2026a:" + C).seal("mail/1", "text");
        var rotated = vault("2026b:" + next + ",2026a:" + C);
        assertThat(rotated.open("mail/1", old)).isEqualTo("text");
        var sealed = rotated.seal("mail/1", "newer");
        assertThat(vault("2026b:" + next).open("mail/1", sealed)).isEqualTo("newer");
    }

    @Test
    void the_same_text_is_sealed_differently_each_time_and_shows_nothing() {
        var vault = vault("k:" + C);
        var one = vault.seal("mail/1", "a text to look for");
        var other = vault.seal("mail/1", "a text to look for");
        assertThat(one.bytes()).isNotEqualTo(other.bytes());
        assertThat(new String(one.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("text");
        assertThat(vault.open("mail/1", one)).isEqualTo("a text to look for");
        assertThat(vault.open("mail/1", vault.seal("mail/1", "ñ 🚀"))).isEqualTo("ñ 🚀");
    }
}
