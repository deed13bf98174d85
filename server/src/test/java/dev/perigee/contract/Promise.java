package dev.perigee.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the committed {@code routes.txt} says about a route. It is what somebody has read and agreed to, so the matrix
 * believes it and not the code: a guard that was weakened without a word there is then seen by what the server does.
 *
 * @param permission {@code open}, {@code unverified}, or the name of a permission in lower case
 * @param scope empty when no key may call
 * @param words what else the guard says, such as {@code step-up}
 */
record Promise(String permission, String scope, Set<String> words) {

    private static final String FEATURE = "feature=";

    /** Every line of the file, by method and path. */
    static Map<String, Promise> all() {
        var promises = new TreeMap<String, Promise>();
        try {
            for (String line : Files.readAllLines(Path.of("routes.txt"))) {
                String[] words = line.split(" ", -1);
                var guard = List.of(words[2].split(",", -1));
                promises.put(
                        words[0] + ' ' + words[1],
                        new Promise(guard.getFirst(), words[3].equals("-") ? "" : words[3], Set.copyOf(guard)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return promises;
    }

    boolean isOpen() {
        return permission.equals("open");
    }

    /** Whether a session may call without the second factor that its account asks for. */
    boolean enrolling() {
        return words.contains("enrolling");
    }

    /** Whether a session may call whose person has no part in any open account. */
    boolean anywhere() {
        return words.contains("anywhere");
    }

    /** Whether whoever runs the product may call, who belongs to no account. */
    boolean operators() {
        return words.contains("operators");
    }

    /** Whether it takes a plan. */
    boolean asksForPlan() {
        return !anywhere() && !words.contains("planless");
    }

    /** What the plan must include; empty when any plan does. */
    String feature() {
        return words.stream()
                .filter(word -> word.startsWith(FEATURE))
                .map(word -> word.substring(FEATURE.length()))
                .findFirst()
                .orElse("");
    }

    /** Whether a session must have proved itself of late. */
    boolean stepUp() {
        return words.contains("step-up");
    }

    /** Whether every session may call, whatever its state. */
    boolean isForEverySession() {
        return permission.equals("unverified");
    }
}
