package dev.perigee.mutation;

import dev.perigee.mutation.Verdict.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts a mutant before the tests: first whether it is of any use, then whether one of them notices. */
final class Judge {

    private static final String STARTUP = "dev.perigee.mutation.Startup";

    private final Compiler compiler;
    private final Suite suite;
    private final Handlers handlers;
    private final Baseline baseline;
    private final AtomicInteger numbers = new AtomicInteger();

    Judge(Compiler compiler, Suite suite, Handlers handlers, Baseline baseline) {
        this.compiler = compiler;
        this.suite = suite;
        this.handlers = handlers;
        this.baseline = baseline;
    }

    /** @throws Baseline.RedException when the test that noticed is red anyway */
    Verdict judge(Mutant mutant, WorkerProcess worker) {
        long start = System.nanoTime();
        Outcome outcome = outcome(mutant, worker);
        Fate fate = fate(outcome);
        if (fate == Fate.CAUGHT) {
            baseline.require(worker, List.of(outcome.test()), mutant.oneWall(), handlers.routesOf(mutant));
            suite.caught(mutant, outcome.test());
        }
        var verdict = new Verdict(mutant, fate, outcome, (System.nanoTime() - start) / 1_000_000_000L);
        System.out.println(verdict.line());
        return verdict;
    }

    private static Fate fate(Outcome outcome) {
        if (!outcome.red()) {
            return Fate.SURVIVED;
        }
        return outcome.test().equals(STARTUP) ? Fate.INVALID : Fate.CAUGHT;
    }

    private Outcome outcome(Mutant mutant, WorkerProcess worker) {
        try {
            var product = compiler.compile(mutant, numbers.incrementAndGet());
            var tests = new ArrayList<>(List.of(STARTUP));
            tests.addAll(suite.inOrder(mutant));
            String routes = handlers.routesOf(mutant);
            var outcome = worker.run(new Trial(product, mutant.oneWall(), !mutant.isJava(), routes, tests));
            compiler.delete(product);
            return outcome;
        } catch (IllegalStateException e) {
            return new Outcome(STARTUP, "", String.valueOf(e.getMessage()));
        }
    }
}
