package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import dev.perigee.testing.Person;
import dev.perigee.testing.Together;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Strangers who sign in again and again, each time at the price of a hash. */
final class Crowd {

    /** With so many before it, a hash waits a whole second on every machine; it is given up after half of one. */
    private static final int SIZE = 32 * Runtime.getRuntime().availableProcessors();

    private Crowd() {}

    /** Asks as many times at once, while they are so many that some of them are turned away. */
    static List<Answer> around(Perigee server, Supplier<Answer> request) {
        var over = new AtomicBoolean();
        var full = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SIZE; i++) {
                threads.execute(() -> {
                    while (!over.get()) {
                        if (Person.newOn(server).signIn().status() == 503) {
                            full.countDown();
                        }
                    }
                });
            }
            return ask(full, request, over);
        }
    }

    private static List<Answer> ask(CountDownLatch full, Supplier<Answer> request, AtomicBoolean over) {
        try {
            full.await();
            return Together.ask(SIZE, i -> request.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            over.set(true);
        }
    }
}
