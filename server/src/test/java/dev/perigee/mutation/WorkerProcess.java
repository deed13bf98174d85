package dev.perigee.mutation;

import dev.perigee.testing.LeftOvers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** One {@link Worker} seen from outside; begun anew after a number of trials, before what they left behind weighs. */
final class WorkerProcess implements AutoCloseable {

    private static final int TRIALS = 40;
    private static final long MINUTES_TO_ANSWER = 15;

    private final Path data;
    private final List<String> command;
    private Process process;
    private BufferedReader answers;
    private int trials;

    WorkerProcess(Path data, List<Path> classPath, List<Path> folders) {
        this.data = data;
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                Worker.class.getName(),
                data.toString()));
        folders.forEach(folder -> command.add(folder.toString()));
    }

    /** @throws IllegalStateException when the worker gave up or does not answer; the next trial gets a new one */
    Outcome run(Trial trial) {
        try {
            if (process == null || trials == TRIALS) {
                restart();
            }
            trials++;
            var questions = process.outputWriter(StandardCharsets.UTF_8);
            questions.append(trial.line()).append('\n').flush();
            return Outcome.of(answer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restart() throws IOException {
        close();
        process = new ProcessBuilder(command)
                .redirectError(data.resolveSibling(data.getFileName() + ".log").toFile())
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        trials = 0;
        answer();
    }

    private String answer() {
        var line = new FutureTask<>(this::readLine);
        // A thread of its own: one worker must not wait for the answer of another.
        Thread.ofPlatform().daemon().start(line);
        try {
            return line.get(MINUTES_TO_ANSWER, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            close();
            throw new IllegalStateException("The worker of " + data + " has ended or hangs; see worker.log there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String readLine() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("no answer");
        }
        return line;
    }

    /** The end of its questions ends a worker; of a killed one a database server may be left. */
    @Override
    public void close() {
        if (process != null) {
            try {
                process.outputWriter(StandardCharsets.UTF_8).close();
            } catch (IOException e) {
                // It is gone already.
            }
            process.onExit().join();
            process = null;
            LeftOvers.clear(data.resolve("perigee"));
        }
    }
}
