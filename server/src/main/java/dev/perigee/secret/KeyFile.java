package dev.perigee.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of the signing keys: read at the start, and again whenever it no longer looks as it did then. */
final class KeyFile {

    private static final Set<PosixFilePermission> TOO_OPEN = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    /**
     * What tells one state of the file from another; who may read it can change while its text does not.
     *
     * @param identity another one after a renaming, where the file system has such a thing
     */
    private record Look(@Nullable Object identity, Instant modified, long size, boolean readable, boolean tooOpen) {}

    /** Room for hundreds of keys; what is larger is another file, or one without an end. */
    private static final int MAX_BYTES = 64 * 1024;

    private final String name;
    private final Path path;
    private @Nullable Look last;

    /** @param name what an operator knows it by */
    KeyFile(String name, Path path) {
        this.name = name;
        this.path = path;
    }

    boolean hasChanged() {
        return !Objects.equals(last, look());
    }

    /** When what was read last was written. */
    Instant modified() {
        return last == null ? Instant.MIN : last.modified();
    }

    /** The keys in order. Faults are added to the list; they name the file and never what stands in it. */
    Map<String, byte[]> read(List<String> faults) {
        // Looked at before it is read: what changes meanwhile is then seen the next time.
        var look = look();
        last = look;
        if (look == null) {
            faults.add(name + " cannot be read: is the file there, and may this user read it?");
            return Map.of();
        }
        if (look.tooOpen()) {
            faults.add(name + " is open to others: give it the mode 600, or 640 for a group of its own");
        }
        return parse(faults);
    }

    private Map<String, byte[]> parse(List<String> faults) {
        try (var file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                faults.add(name + " is too large for a file of keys");
                return Map.of();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isBlank()) {
                faults.add(name + " is empty");
                return Map.of();
            }
            return KeyText.named(name, text, faults);
        } catch (IOException e) {
            faults.add(name + " cannot be read: is it a text file, and may this user read it?");
            return Map.of();
        }
    }

    private @Nullable Look look() {
        try {
            var file = Files.readAttributes(path, BasicFileAttributes.class);
            return new Look(
                    file.fileKey(),
                    file.lastModifiedTime().toInstant(),
                    file.size(),
                    Files.isReadable(path),
                    isTooOpen());
        } catch (IOException e) {
            return null;
        }
    }

    private boolean isTooOpen() throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !Collections.disjoint(Files.getPosixFilePermissions(path), TOO_OPEN);
    }
}
