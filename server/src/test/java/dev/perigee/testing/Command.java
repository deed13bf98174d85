package dev.perigee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a script of {@code bin} said.
 *
 * @param status 0 when it did its work
 * @param output both streams, as somebody at a terminal sees them
 */
public record Command(int status, String output) {

    /** Runs {@code bin/perigee} to its end, in an environment of no other settings. */
    public static Command perigee(Map<String, String> settings, String... arguments) {
        return run(Path.of("..", "bin", "perigee"), settings, arguments);
    }

    /** The same with a copy of it. */
    public static Command run(Path script, Map<String, String> settings, String... arguments) {
        var builder = new ProcessBuilder(script.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(List.of("JWT_KEYS", "JWT_KEYS_FILE", "PERIGEE_DATA"));
        builder.environment().putAll(settings);
        try {
            var process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Command(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
