package dev.perigee.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether the process noted in a data folder is still its server, since process numbers are used again. */
final class Postmaster {
    private static final Pattern PID = Pattern.compile("\\A(\\d{1,10})\\R");

    private final Path data;
    private final Path binaries;
    private final Path pidFile;

    Postmaster(Path data, Path binaries) {
        this.data = data;
        this.binaries = binaries;
        this.pidFile = data.resolve("postmaster.pid");
    }

    Optional<ProcessHandle> find() {
        return noted().filter(this::isOurs);
    }

    /**
     * PostgreSQL takes any living process with the noted number for a server and refuses to start. A note about
     * a dead process stays, as PostgreSQL then makes sure that none of its helpers lives on.
     */
    void forgetStranger() throws IOException {
        if (Files.exists(pidFile) && (pid().isEmpty() || noted().isPresent())) {
            Files.delete(pidFile);
        }
    }

    private Optional<ProcessHandle> noted() {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
    }

    private Optional<Long> pid() {
        try {
            Matcher matcher = PID.matcher(Files.readString(pidFile));
            return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Its program is hidden from a root without all powers that looks at another user's process; its arguments not. */
    private boolean isOurs(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        return info.command()
                        .filter(program -> Path.of(program).startsWith(binaries))
                        .isPresent()
                || info.arguments().filter(this::nameTheData).isPresent();
    }

    private boolean nameTheData(String[] arguments) {
        return Arrays.asList(arguments).contains(data.toString());
    }
}
