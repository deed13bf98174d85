package dev.perigee.mutation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Weakens one defence at a time and asks for a red test for each: the program behind {@code bin/mutate}. */
final class Mutate {

    private static final Path PRODUCT = Path.of("target", "classes").toAbsolutePath();
    private static final Path TESTS = Path.of("target", "test-classes").toAbsolutePath();
    private static final Path SCRATCH = Path.of("target", "mutation").toAbsolutePath();

    private final List<Path> libraries = libraries();
    private final Compiler compiler = new Compiler(PRODUCT, SCRATCH.resolve("products"), libraries);

    private Mutate() {}

    /** Takes part of a mutant's line, as a regular expression, and runs in the server's folder; without, all mutants. */
    public static void main(String[] arguments) throws IOException {
        FileSystemUtils.deleteRecursively(SCRATCH.resolve("products"));
        var mutate = new Mutate();
        String filter = String.join(" ", arguments);
        var chosen = Pattern.compile(filter);
        var mutants = mutate.mutants().stream()
                .filter(mutant -> chosen.matcher(mutant.name()).find())
                .toList();
        if (mutants.isEmpty()) {
            System.out.println("No mutant's line matches " + filter);
            System.exit(2);
        }
        System.exit(mutate.run(mutants, filter.isEmpty()));
    }

    private static List<Path> libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(path -> path.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    private List<Mutant> mutants() {
        var code = Code.read(Path.of("src", "main", "java").toAbsolutePath(), PRODUCT, libraries);
        return Stream.of(
                        new GuardWeakening(code).mutants(),
                        new StatementWeakening(code).mutants(),
                        PolicyWeakening.of(Path.of("src", "main", "resources").toAbsolutePath()),
                        new LimitWeakening(code).mutants(),
                        new RefusalWeakening(code).mutants(),
                        new HashWeakening(code).mutants(),
                        new LogWeakening(code).mutants())
                .flatMap(List::stream)
                .toList();
    }

    private int run(List<Mutant> mutants, boolean whole) throws IOException {
        var suite = new Suite(TESTS);
        var baseline = new Baseline(PRODUCT);
        var judge = new Judge(compiler, suite, new Handlers(Path.of("routes.txt")), baseline);
        try (var workers = new Workers(workers())) {
            if (whole) {
                System.out.println("Every test on the product as it is, with both walls and with one …");
                workers.onEach(List.of(false, true), (oneWall, worker) -> {
                    baseline.require(worker, suite.all(oneWall), oneWall, "");
                    return oneWall;
                });
            }
            System.out.printf("%d mutants, %d at once …%n", mutants.size(), workers.size());
            return report(workers.onEach(mutants, judge::judge));
        } catch (Baseline.RedException e) {
            System.out.println(e.getMessage());
            return 2;
        }
    }

    private static int report(List<Verdict> verdicts) {
        var holes = verdicts.stream()
                .filter(verdict -> verdict.fate() != Verdict.Fate.CAUGHT)
                .toList();
        holes.forEach(verdict -> System.out.println(verdict.details()));
        System.out.printf("%ncaught %d of %d%n", verdicts.size() - holes.size(), verdicts.size());
        return holes.isEmpty() ? 0 : 1;
    }

    /** As many as there are cores: a trial keeps about one busy. */
    private List<WorkerProcess> workers() throws IOException {
        var classPath = new ArrayList<>(libraries);
        classPath.add(ownClasses());
        var workers = new ArrayList<WorkerProcess>();
        for (int i = 1; i <= Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4); i++) {
            Path data = Files.createDirectories(SCRATCH.resolve("worker-" + i));
            workers.add(new WorkerProcess(data, classPath, List.of(PRODUCT, TESTS)));
        }
        return workers;
    }

    /** The workers' own classes, apart from the product's and from those two that use it: a worker must not know them. */
    private static Path ownClasses() throws IOException {
        Path own = SCRATCH.resolve("own");
        FileSystemUtils.deleteRecursively(own);
        Path folder = Path.of("dev", "perigee", "mutation");
        Files.createDirectories(own.resolve(folder));
        try (Stream<Path> files = Files.list(TESTS.resolve(folder))) {
            for (Path file : files.toList()) {
                if (!file.endsWith("Startup.class") && !file.endsWith("PerigeeKit.class")) {
                    Files.copy(file, own.resolve(folder).resolve(file.getFileName()));
                }
            }
        }
        return own;
    }
}
