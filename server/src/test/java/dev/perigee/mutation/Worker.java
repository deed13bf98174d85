package dev.perigee.mutation;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that runs trial after trial: its libraries stay loaded and compiled, its PostgreSQL stays up, and each
 * trial has classes and a database of its own. It reads a line for each trial and answers with one.
 */
final class Worker {

    private final String libraries = System.getProperty("java.class.path");
    private final Path tests;
    private final Databases databases;

    private Worker(Path product, Path tests) {
        this.tests = tests;
        var unchanged = new Isolated(List.of(product, tests));
        this.databases = unchanged.inside(() -> new Databases(Kit.in(unchanged)));
    }

    /** Takes its data folder, the product's classes and those of the tests. */
    public static void main(String[] arguments) throws IOException {
        var answers = System.out;
        Path data = Files.createDirectories(Path.of(arguments[0]));
        var log = new FileOutputStream(data.resolve("worker.log").toFile());
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        System.setProperty("perigee.test.data", data.resolve("perigee").toString());
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var worker = new Worker(Path.of(arguments[1]), Path.of(arguments[2]));
        answers.println("ready");
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(worker.run(Trial.of(line)).line());
        }
        System.exit(0);
    }

    private Outcome run(Trial trial) throws IOException {
        System.out.println("— " + trial.product());
        String database = databases.make(trial);
        System.setProperty("perigee.test.database", database);
        System.setProperty("perigee.matrix.routes", trial.routes());
        try (var classes = new Isolated(List.of(trial.product(), tests))) {
            System.setProperty("java.class.path", classPath(trial));
            return classes.inside(() -> run(trial, Kit.in(classes), new Tests(classes)));
        } finally {
            databases.drop(database);
        }
    }

    /** For tests that start a process of their own. */
    private String classPath(Trial trial) {
        return String.join(File.pathSeparator, trial.product().toString(), tests.toString(), libraries);
    }

    private static Outcome run(Trial trial, Kit kit, Tests tests) {
        try {
            if (trial.oneWall()) {
                Databases.openOneWall(kit);
            }
            return tests.run(trial.tests());
        } catch (RuntimeException e) {
            e.printStackTrace(System.out);
            return new Outcome(trial.tests().getFirst(), "start", String.valueOf(e));
        } finally {
            kit.closeServers();
        }
    }
}
