package dev.perigee.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what {@link Files} lacks for whole folders. */
final class FileTrees {
    private static final Logger log = LoggerFactory.getLogger(FileTrees.class);

    private FileTrees() {}

    /** Leftovers cost disk space and nothing else, so one that resists is no reason not to start. */
    static void deleteChildren(Path folder, Predicate<String> named) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            children.filter(child -> named.test(String.valueOf(child.getFileName())))
                    .forEach(FileTrees::delete);
        }
    }

    static void delete(Path tree) {
        try {
            for (Path path : deepestFirst(tree)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            log.info("{} cannot be deleted now and stays until the next start: {}", tree, e.getMessage());
        }
    }

    static List<Path> deepestFirst(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }

    /** A rename survives a power failure only once the folder that holds the name is on disk. */
    static void sync(Path folder) throws IOException {
        if (PostgresUser.isWindows()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
