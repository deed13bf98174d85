package dev.perigee.database;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds a way to run PostgreSQL that is not root, which PostgreSQL refuses and the application in a container often is.
 *
 * @param prefix the words before each command
 * @param owner the user the data must belong to, where root has to see to that
 */
record PostgresUser(List<String> prefix, Optional<Integer> owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    private static final int SECONDS_TO_ANSWER = 20;
    private static final PostgresUser MYSELF = new PostgresUser(List.of(), Optional.empty());

    /** Still root to the file system, but without its powers, which is all that PostgreSQL asks for. */
    private static final PostgresUser POWERLESS_ROOT = new PostgresUser(List.of("unshare", "-U"), Optional.of(ROOT));

    private static final PostgresUser NOBODY_USER = new PostgresUser(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), Optional.of(NOBODY));

    static PostgresUser detect() {
        return isRoot() ? insteadOfRoot(PostgresUser::works) : MYSELF;
    }

    static PostgresUser insteadOfRoot(Predicate<PostgresUser> works) {
        for (PostgresUser candidate : List.of(POWERLESS_ROOT, NOBODY_USER)) {
            if (works.test(candidate)) {
                return candidate;
            }
        }
        throw new DatabaseException("PostgreSQL refuses to run as root, and this machine offers no way around"
                + " it. Run Perigee as an ordinary user, or install util-linux (for its programs unshare and setpriv),"
                + " or set DATABASE_URL to a PostgreSQL server you run yourself.");
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** Gives a folder or file to the user the server runs as, who may have been another one at the last start. */
    void own(Path tree) throws IOException {
        if (owner.isEmpty() || owner.get().equals(Files.getAttribute(tree, "unix:uid"))) {
            return;
        }
        // The top comes last, so that a killed run does not leave a tree that only looks done.
        for (Path path : FileTrees.deepestFirst(tree)) {
            Files.setAttribute(path, "unix:gid", owner.get(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", owner.get(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private boolean works() {
        List<String> command = Stream.concat(prefix.stream(), Stream.of("true")).toList();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return process.onExit()
                            .orTimeout(SECONDS_TO_ANSWER, TimeUnit.SECONDS)
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException | CompletionException _) {
            return false;
        }
    }

    private static boolean isRoot() {
        if (isWindows()) {
            return false;
        }
        try {
            Process id = new ProcessBuilder("id", "-u")
                    .redirectError(Redirect.DISCARD)
                    .start();
            return new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .equals("0");
        } catch (IOException _) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
