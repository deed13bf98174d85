package dev.perigee.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A program that a check started: its output in a file of its own, its end certain, also after Ctrl-C. */
final class Program implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    static Program start(Path log, Map<String, String> environment, List<String> command) {
        try {
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            var process = builder.start();
            RUNNING.add(process);
            var _ = process.onExit().thenAccept(RUNNING::remove);
            return new Program(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end and returns what it said; fails with that when the program fails. */
    static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends a signal such as {@code STOP} to all of these at once, and to those that have ended meanwhile nothing. */
    static void signal(String name, List<Long> pids) {
        var list = String.join(" ", pids.stream().map(String::valueOf).toList());
        run(List.of("sh", "-c", "kill -" + name + " " + list + " 2>/dev/null || true"));
    }

    static boolean isRoot() {
        return "0".equals(run(List.of("id", "-u")).strip());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: the program learns nothing of it. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end and returns the exit status. */
    int end() {
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
