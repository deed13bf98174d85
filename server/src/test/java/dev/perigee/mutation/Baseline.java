package dev.perigee.mutation;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which tests are green on the product as it is: only their red means anything. */
final class Baseline {

    /** A test is red without any mutation. */
    static final class RedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RedException(Outcome outcome, boolean oneWall) {
            super("%s \"%s\" is red on the product as it is%s, so nothing can be told: %s"
                    .formatted(
                            outcome.test(),
                            outcome.name(),
                            oneWall ? ", without row-level security" : "",
                            outcome.message()));
        }
    }

    private final Path product;
    private final Set<String> green = ConcurrentHashMap.newKeySet();

    Baseline(Path product) {
        this.product = product;
    }

    /** @throws RedException when one of the tests is red */
    void require(WorkerProcess worker, List<String> tests, boolean oneWall, String routes) {
        var open =
                tests.stream().filter(test -> !green.contains(test + oneWall)).toList();
        if (open.isEmpty()) {
            return;
        }
        var trial = new Trial(product, oneWall, false, routes, open);
        // Once more when it is red: what else the machine does may have made a test wait in vain.
        var outcome = worker.run(trial).red() ? worker.run(trial) : Outcome.GREEN;
        if (outcome.red()) {
            throw new RedException(outcome, oneWall);
        }
        open.forEach(test -> green.add(test + oneWall));
    }
}
