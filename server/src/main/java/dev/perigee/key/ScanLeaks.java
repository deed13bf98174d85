package dev.perigee.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * {@code bin/perigee scan-leaks}: finds keys in the files of a folder, by their form and checksum, without any server. It
 * prints each with its place and never in full; status 1 when there is one, 2 when the folder cannot be read.
 */
final class ScanLeaks extends SimpleFileVisitor<Path> {

    private long found;
    private long unreadable;

    private ScanLeaks() {}

    /**
     * Scans, and ends with the status.
     *
     * @param arguments the file or folder
     */
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        if (!Files.exists(root)) {
            System.err.println("There is no " + root);
            System.exit(2);
        }
        var scan = new ScanLeaks();
        Files.walkFileTree(root, scan);
        System.out.println("Keys found: " + scan.found);
        if (scan.unreadable > 0) {
            System.err.println("Files that could not be read: " + scan.unreadable);
            System.exit(2);
        }
        System.exit(scan.found == 0 ? 0 : 1);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            read(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException error) {
        unreadable++;
        return FileVisitResult.CONTINUE;
    }

    /** As Latin 1, in which every file is a text and every key looks as it does in ASCII. */
    private void read(Path file) {
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            long number = 0;
            for (var each = lines.iterator(); each.hasNext(); ) {
                number++;
                tell(file, number, each.next());
            }
        } catch (IOException | UncheckedIOException e) {
            unreadable++;
        }
    }

    private void tell(Path file, long line, String text) {
        KeyFormat.ANYWHERE
                .matcher(text)
                .results()
                .map(match -> match.group())
                .filter(KeyFormat::isWhole)
                .forEach(key -> {
                    found++;
                    System.out.println(file + ":" + line + ": " + KeyFormat.hint(key));
                });
    }
}
