package dev.perigee.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Many clients who ask at the same moment. */
public final class Together {

    private Together() {}

    /** The answers to so many requests at once; each request is told its number. */
    public static List<Answer> ask(int times, IntFunction<Answer> request) {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Answer>>();
            for (int i = 0; i < times; i++) {
                int number = i;
                asked.add(threads.submit(() -> {
                    start.await();
                    return request.apply(number);
                }));
            }
            start.countDown();
            var answers = new ArrayList<Answer>();
            for (var each : asked) {
                answers.add(each.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer of a server that is not overloaded any more: whoever is told to come back does, at once. */
    public static Answer served(Supplier<Answer> request) {
        return Stream.generate(request)
                .limit(1_000)
                .filter(answer -> answer.status() != 503)
                .findFirst()
                .orElseThrow();
    }

    /** Their statuses, sorted. */
    public static List<Integer> statuses(List<Answer> answers) {
        return answers.stream().map(Answer::status).sorted().toList();
    }
}
