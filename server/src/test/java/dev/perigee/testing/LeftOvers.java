package dev.perigee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** Clears what an earlier run left in the data folder, its database server too if that run was killed. */
public final class LeftOvers {

    private LeftOvers() {}

    /** Keeps the unpacked programs of PostgreSQL: they are the same each time. */
    public static void clear(Path data) {
        try {
            endServer(data.resolve("postgres/data/postmaster.pid"));
            for (String name : List.of("postgres/data", "secrets.properties", "jwt-keys")) {
                FileSystemUtils.deleteRecursively(data.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void endServer(Path pidFile) throws IOException {
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").contains("postgres"))
                    .ifPresent(LeftOvers::end);
        }
    }

    private static void end(ProcessHandle server) {
        server.destroyForcibly();
        server.onExit().join();
    }
}
