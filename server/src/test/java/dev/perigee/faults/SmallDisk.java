package dev.perigee.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of limited size in memory, to be filled to the last byte; only root can make one. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;
    private final Thread atExit = new Thread(this::unmount);

    SmallDisk(int megabytes) {
        try {
            folder = Files.createTempDirectory("perigee-faults-disk-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "faults", folder.toString()));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    Path folder() {
        return folder;
    }

    /** Leaves no room for anybody else. */
    void fill() {
        var piece = new byte[65_536];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (true) {
                ballast.write(piece);
            }
        } catch (IOException e) {
            // Full; what fits of the last piece is there.
        }
    }

    void free() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private void unmount() {
        Program.run(List.of("umount", "--lazy", folder.toString()));
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        unmount();
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
