package dev.perigee.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks every node all the time whether it lives and is ready, and how many threads it has. */
final class Watch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<Node> nodes;
    private final Thread thread;
    private volatile boolean ended;
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger notReady = new AtomicInteger();
    private volatile int mostThreads;

    Watch(List<Node> nodes) {
        this.nodes = nodes;
        thread = Thread.ofVirtual().start(() -> {
            while (!ended) {
                look();
                Patience.last(PAUSE);
            }
        });
    }

    private void look() {
        for (var node : nodes) {
            deaths.addAndGet(node.isLive() ? 0 : 1);
            notReady.addAndGet(node.isReady() ? 0 : 1);
            mostThreads = Math.max(mostThreads, node.threads());
        }
    }

    /** How often a node did not say that it lives. */
    int deaths() {
        return deaths.get();
    }

    /** How often a node said that it is not ready. */
    int notReady() {
        return notReady.get();
    }

    /** The most threads that a node had at once. */
    int mostThreads() {
        return mostThreads;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
