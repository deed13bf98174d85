package dev.perigee.faults;

import dev.perigee.testing.Http;
import dev.perigee.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One node of Perigee, a process of its own: started, killed, stopped and asked from outside, as an operator does. */
final class Node implements AutoCloseable {

    static final Duration START = Duration.ofSeconds(90);

    private final String name;
    private final Path log;
    private final int port = Ports.free();
    private final Map<String, String> environment;
    private final List<String> command;
    private Program program;

    /** @param command what starts the server, without the port */
    Node(String name, Path log, Map<String, String> environment, List<String> command) {
        this.name = name;
        this.log = log;
        this.environment = environment;
        this.command = command;
        start();
    }

    void start() {
        var all = new java.util.HashMap<>(environment);
        all.put("PORT", String.valueOf(port));
        program = Program.start(log, all, command);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Returns how long it took from now until the node says that it is ready. */
    Duration awaitReady() {
        return Patience.until(name + " is ready; its log is " + log, START, () -> {
            if (!program.isAlive()) {
                throw new AssertionError(name + " has ended; its log is " + log);
            }
            return isReady();
        });
    }

    boolean isReady() {
        return answers("/health/ready");
    }

    boolean isLive() {
        return answers("/health/live");
    }

    private boolean answers(String path) {
        try {
            return Http.to(port).get(path).status() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Threads of the operating system; requests have virtual ones, which these carry. */
    int threads() {
        try (var tasks = Files.list(Path.of("/proc/" + program.pid() + "/task"))) {
            return (int) tasks.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() {
        program.kill();
    }

    /** SIGTERM, and waits for the end. */
    Duration stop() {
        long start = System.nanoTime();
        program.terminate();
        program.end();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        program.close();
    }
}
