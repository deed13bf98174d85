package dev.perigee.secret;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import java.util.function.Supplier;

/** The folder of this installation (PERIGEE_DATA) and the secrets that it makes for itself, readable by its owner only. */
public final class DataFolder {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final Path file;

    DataFolder(Path path) {
        this.path = path;
        this.file = path.resolve("secrets.properties");
    }

    public Path path() {
        return path;
    }

    /** A password of this installation, made when it is first asked for: 192 bits in base64url. */
    public String password(String name) {
        return secret(name, () -> random(24));
    }

    /** A named secret of this installation; the first call makes and keeps it. */
    synchronized String secret(String name, Supplier<String> make) {
        String known = read().getProperty(name);
        return known != null ? known : makeOnce(name, make);
    }

    private String makeOnce(String name, Supplier<String> make) {
        return locked(() -> {
            var secrets = read();
            String known = secrets.getProperty(name);
            if (known != null) {
                return known;
            }
            String made = make.get();
            secrets.setProperty(name, made);
            write(secrets);
            return made;
        });
    }

    /**
     * The file of the signing keys, which have one of their own because they change while the server runs. It is made
     * once, of the keys that stood among the other secrets in earlier versions.
     */
    synchronized Path signingKeys() {
        Path keys = path.resolve("jwt-keys");
        return Files.exists(keys) ? keys : locked(() -> moveOut("JWT_KEYS", keys));
    }

    private Path moveOut(String name, Path keys) throws IOException {
        if (!Files.exists(keys)) {
            var secrets = read();
            replace(keys, secrets.getProperty(name, "dev:" + random(32)) + '\n');
            if (secrets.remove(name) != null) {
                write(secrets);
            }
        }
        return keys;
    }

    private interface Work<T> {

        T run() throws IOException;
    }

    /** Under a lock of the file system: two first starts at once must come to the same secrets. */
    private <T> T locked(Work<T> work) {
        try {
            Files.createDirectories(path);
            try (var channel = FileChannel.open(path.resolve("secrets.lock"), CREATE, WRITE);
                    var lock = channel.lock()) {
                return work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write to " + path + "; is PERIGEE_DATA a folder that this user may write?", e);
        }
    }

    static String random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private Properties read() {
        var secrets = new Properties();
        try {
            if (Files.exists(file)) {
                try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    secrets.load(reader);
                }
            }
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + "; is it owned by another user?", e);
        }
    }

    private void write(Properties secrets) throws IOException {
        var text = new StringWriter();
        secrets.store(text, "Made at the first start. Keep it out of version control.");
        replace(file, text.toString());
    }

    /** Written beside, brought to the disk and renamed: a kill or a power cut leaves the old text or the new one. */
    private static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        createPrivate(fresh);
        Files.writeString(fresh, text);
        try (var channel = FileChannel.open(fresh, WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void createPrivate(Path fresh) throws IOException {
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(fresh);
        }
    }
}
