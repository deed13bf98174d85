package dev.perigee.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the programs that come with PostgreSQL, all in the one way that suits a server which outlives them. */
final class PostgresTools {
    // The server must not know the application's secrets, which a superuser could read from its environment.
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP");
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\d+)(\\S*)");
    private static final int MINUTES_TO_FINISH = 15;

    private final Path home;
    private final Path bin;
    private final PostgresUser user;
    private final String major;
    private final String version;

    PostgresTools(Path home, Path binaries, PostgresUser user) {
        this.home = home;
        this.bin = binaries.resolve("bin");
        this.user = user;
        Matcher found = askVersion();
        this.major = found.group(1);
        this.version = found.group(1) + found.group(2);
    }

    String major() {
        return major;
    }

    String version() {
        return version;
    }

    PostgresUser user() {
        return user;
    }

    /** Doubles as the proof that the user the server will run as can reach and run what was unpacked. */
    private Matcher askVersion() {
        Result result = run("postgres", "--version");
        Matcher matcher = VERSION.matcher(result.output());
        if (!result.succeeded() || !matcher.find()) {
            throw new DatabaseException("PostgreSQL cannot be run from " + bin + ": "
                    + result.output() + ". Its user must be able to reach that folder and run programs there;"
                    + " choose another PERIGEE_DATA, run Perigee as an ordinary user, or set DATABASE_URL"
                    + " to a PostgreSQL server you run yourself.");
        }
        return matcher;
    }

    Result run(String program, String... arguments) {
        // Not a pipe: the server inherits the output, so a reader would wait for as long as the server lives.
        Path output = home.resolve("command.log");
        ProcessBuilder builder = new ProcessBuilder(words(program, arguments))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> !ENVIRONMENT.contains(name.toUpperCase(Locale.ROOT)));
        builder.environment().put("LC_ALL", "C");
        try {
            int exit = await(program, builder.start());
            return new Result(exit, new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return new Result(-1, e.toString());
        }
    }

    private List<String> words(String program, String... arguments) {
        List<String> words = new ArrayList<>(user.prefix());
        words.add(bin.resolve(PostgresUser.isWindows() ? program + ".exe" : program)
                .toString());
        words.addAll(List.of(arguments));
        return words;
    }

    /** Not interruptible: a shutdown that interrupts its threads must still stop the server properly. */
    private static int await(String program, Process process) {
        try {
            return process.onExit()
                    .orTimeout(MINUTES_TO_FINISH, TimeUnit.MINUTES)
                    .join()
                    .exitValue();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new DatabaseException(program + " did not finish in " + MINUTES_TO_FINISH + " minutes", e);
        }
    }

    /** What a program left behind. */
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }
    }
}
