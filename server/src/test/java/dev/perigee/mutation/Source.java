package dev.perigee.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the product as it is, and where in it something stands. */
record Source(Path root, Path file, String text) {

    static Source read(Path root, Path file) {
        try {
            return new Source(root, file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's path inside its source folder, which is also its place among the classes. */
    Path place() {
        return root.relativize(file);
    }

    /** The feature whose tests know this file best; empty for a migration. */
    String feature() {
        Path parent = place().getParent();
        return parent == null || !place().toString().endsWith(".java")
                ? ""
                : parent.toString().replace(java.io.File.separatorChar, '.');
    }

    String name() {
        return String.valueOf(file.getFileName()).replaceFirst("[.]\\w+$", "");
    }

    int line(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
