package dev.perigee.mutation;

import dev.perigee.mutation.Mutant.Defence;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The tests in the order in which they are likely to notice. Each mutant that survives has met all of them: the order
 * only makes the rule cheap.
 */
final class Suite {

    /** They compare texts with the code, or start the release, which no mutant is in. A hole must be seen in a server. */
    private static final List<String> NO_BEHAVIOUR = List.of(
            "dev.perigee.architecture.",
            "dev.perigee.contract.RoutesTest",
            "dev.perigee.faults.",
            "dev.perigee.mutation.");

    /** Its tests prove the wall that is taken away. */
    private static final String SECOND_WALL = "dev.perigee.database.";

    /** Written for a kind of defence, wherever it stands. */
    private static final Map<Defence, String> PROOFS = Map.of(
            Defence.GUARD, "dev.perigee.contract.AuthorizationMatrixTest",
            Defence.STATEMENT, "dev.perigee.contract.OneWallTest",
            Defence.POLICY, "dev.perigee.database.RowLevelSecurityTest",
            Defence.LIMIT, "dev.perigee.contract.DeclaredLimitsTest",
            Defence.HASH, "dev.perigee.auth.EnumerationTest",
            Defence.LOG, "dev.perigee.log.RequestLogTest");

    private final List<String> all;
    private final Map<Path, List<String>> catchers = new ConcurrentHashMap<>();
    private final Map<String, Integer> catches = new ConcurrentHashMap<>();

    Suite(Path testClasses) {
        try (Stream<Path> files = Files.walk(testClasses)) {
            all = files.map(testClasses::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith("Test.class") && file.indexOf('$') < 0)
                    .map(file -> file.replace(File.separatorChar, '.').replaceFirst("[.]class$", ""))
                    .filter(name -> NO_BEHAVIOUR.stream().noneMatch(name::startsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All tests that mean something with one wall, or with both. */
    List<String> all(boolean oneWall) {
        return all.stream()
                .filter(test -> !(oneWall && test.startsWith(SECOND_WALL)))
                .toList();
    }

    /** First what caught another mutant of the file, then what is written for it, then who caught most so far. */
    List<String> inOrder(Mutant mutant) {
        // As it stands now: other trials end while this one sorts.
        var soFar = Map.copyOf(catches);
        var rest = new ArrayList<>(all);
        rest.sort(Comparator.comparingInt(test -> -soFar.getOrDefault(test, 0)));
        var order = new LinkedHashSet<String>();
        order.addAll(catchers.getOrDefault(mutant.source().file(), List.of()));
        order.addAll(likely(mutant));
        order.addAll(rest);
        order.retainAll(all(mutant.oneWall()));
        return new ArrayList<>(order);
    }

    private List<String> likely(Mutant mutant) {
        var likely = new ArrayList<>(all);
        likely.removeIf(test -> !test.startsWith(mutant.source().feature() + '.'));
        likely.sort(Comparator.comparing(test -> !test.endsWith("." + topic(mutant) + "Test")));
        String proof = PROOFS.getOrDefault(mutant.defence(), "");
        // One wall is proven statement by statement first, by tests that take less time.
        likely.add(mutant.oneWall() ? likely.size() : 0, proof);
        return likely;
    }

    private static String topic(Mutant mutant) {
        return mutant.source().name().replaceFirst("(Store|Controller|s)$", "");
    }

    /** Remembers who noticed. */
    void caught(Mutant mutant, String test) {
        catches.merge(test, 1, Integer::sum);
        var known = catchers.computeIfAbsent(mutant.source().file(), file -> new CopyOnWriteArrayList<>());
        if (!known.contains(test)) {
            known.add(test);
        }
    }
}
