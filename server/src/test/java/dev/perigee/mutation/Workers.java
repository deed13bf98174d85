package dev.perigee.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** The workers of a run; each piece of work gets the next one that is free. */
final class Workers implements AutoCloseable {

    /** Something that a worker is needed for. */
    interface Work<T, R> {
        R with(T item, WorkerProcess worker);
    }

    private final List<WorkerProcess> all;
    private final BlockingQueue<WorkerProcess> free;

    Workers(List<WorkerProcess> all) {
        this.all = all;
        this.free = new LinkedBlockingQueue<>(all);
    }

    int size() {
        return all.size();
    }

    /** The results in the order of the items; the first failure ends it all. */
    <T, R> List<R> onEach(List<T> items, Work<T, R> work) {
        try (var threads = Executors.newFixedThreadPool(all.size())) {
            var running = new ArrayList<Future<R>>();
            items.forEach(item -> running.add(threads.submit(() -> with(item, work))));
            try {
                var results = new ArrayList<R>();
                for (var each : running) {
                    results.add(each.get());
                }
                return results;
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private <T, R> R with(T item, Work<T, R> work) throws InterruptedException {
        var worker = free.take();
        try {
            return work.with(item, worker);
        } finally {
            free.add(worker);
        }
    }

    @Override
    public void close() {
        all.forEach(WorkerProcess::close);
    }
}
