package dev.perigee.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Which routes a handler serves, from the committed list: the matrix then needs to try only those. */
final class Handlers {

    private final Map<String, String> routes = new HashMap<>();

    Handlers(Path list) {
        try {
            Files.readAllLines(list).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] columns = line.split(" ", -1);
        String route = '^' + Pattern.quote(columns[0] + ' ' + columns[1]) + '$';
        routes.merge(columns[columns.length - 1], route, (one, other) -> one + '|' + other);
    }

    /** A regular expression for the routes of a mutant's handler; empty, for all, where it is none. */
    String routesOf(Mutant mutant) {
        return mutant.defence() == Mutant.Defence.GUARD
                ? routes.getOrDefault(mutant.what().replaceFirst(":.*", ""), "")
                : "";
    }
}
