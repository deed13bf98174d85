package dev.perigee.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherExecutionRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes of one loader until the first is red. */
final class Tests {

    private final ClassLoader classes;

    Tests(ClassLoader classes) {
        this.classes = classes;
    }

    Outcome run(List<String> names) {
        for (String name : names) {
            var outcome = run(name);
            if (outcome.red()) {
                return outcome;
            }
        }
        return Outcome.GREEN;
    }

    private Outcome run(String name) {
        var cancellation = CancellationToken.create();
        var first = new First(name, cancellation);
        LauncherFactory.create().execute(request(name, cancellation, first));
        return first.outcome;
    }

    private LauncherExecutionRequest request(String name, CancellationToken cancellation, First listener) {
        try {
            var discovery = LauncherDiscoveryRequestBuilder.request()
                    // A hole can make a test wait or go round for ever, which is red too.
                    .configurationParameter("junit.jupiter.execution.timeout.testable.method.default", "3 m")
                    .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                    .selectors(selectClass(Class.forName(name, false, classes)))
                    .build();
            return LauncherExecutionRequestBuilder.request(discovery)
                    .cancellationToken(cancellation)
                    .listeners(listener)
                    .build();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps the first failure and lets nothing run after it. */
    private static final class First implements TestExecutionListener {

        private final String test;
        private final CancellationToken cancellation;
        private Outcome outcome = Outcome.GREEN;
        private TestPlan plan;

        First(String test, CancellationToken cancellation) {
            this.test = test;
            this.cancellation = cancellation;
        }

        @Override
        public void testPlanExecutionStarted(TestPlan started) {
            plan = started;
        }

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED && !outcome.red()) {
                outcome = new Outcome(
                        test,
                        name(identifier),
                        result.getThrowable().map(String::valueOf).orElse(""));
                result.getThrowable().ifPresent(reason -> reason.printStackTrace(System.out));
                cancellation.cancel();
            }
        }

        /** One round of a parameterised test is called by its argument; the test itself stands above it. */
        private String name(TestIdentifier identifier) {
            String above = plan.getParent(identifier)
                    .filter(parent -> parent.getSource().orElse(null) instanceof MethodSource)
                    .map(parent -> parent.getDisplayName() + " ")
                    .orElse("");
            return above + identifier.getDisplayName();
        }
    }
}
