package dev.perigee.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a second application off the data folder; the kernel gives the lock back even after a kill -9. */
final class HomeLock implements AutoCloseable {
    // On POSIX, closing any channel on a file drops all of the process's locks on it, so a second attempt
    // from within this process must not even open the file.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    static HomeLock take(Path home) {
        if (!HELD.add(home)) {
            throw taken(home);
        }
        try {
            return new HomeLock(home, lockedChannel(home));
        } catch (IOException e) {
            HELD.remove(home);
            throw new DatabaseException(
                    "Perigee cannot write to its data folder " + home + " (" + e
                            + "). Run it as the user who owns that folder, or choose another PERIGEE_DATA.",
                    e);
        } catch (RuntimeException | Error e) {
            HELD.remove(home);
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("perigee.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw taken(home);
        }
        return channel;
    }

    private static DatabaseException taken(Path home) {
        return new DatabaseException("Another Perigee is running on the data folder " + home
                + ". Stop it, or choose another folder with PERIGEE_DATA.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DatabaseException("The lock on " + home + " could not be given back", e);
        } finally {
            HELD.remove(home);
        }
    }
}
