package dev.perigee.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the committed {@code routes.txt} says about a route. It is what somebody has read and agreed to, so the matrix
 * believes it and not the code: a guard that was weakened without a word there is then seen by what the server does.
 *
 * @param permission {@code open}, {@code unverified}, or the name of a permission in lower case
 * @param scope empty when no key may call
 * @param enrolling whether a session may call without the second factor that its account asks for
 * @param stepUp whether a session must have proved itself of late
 */
record Promise(String permission, String scope, boolean enrolling, boolean stepUp) {

    /** Every line of the file, by method and path. */
    static Map<String, Promise> all() {
        var promises = new TreeMap<String, Promise>();
        try {
            for (String line : Files.readAllLines(Path.of("routes.txt"))) {
                String[] words = line.split(" ", -1);
                var guard = List.of(words[2].split(",", -1));
                promises.put(
                        words[0] + ' ' + words[1],
                        new Promise(
                                guard.getFirst(),
                                words[3].equals("-") ? "" : words[3],
                                guard.contains("enrolling"),
                                guard.contains("step-up")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return promises;
    }

    boolean isOpen() {
        return permission.equals("open");
    }

    /** Whether every session may call, whatever its state. */
    boolean isForEverySession() {
        return permission.equals("unverified");
    }
}
