package dev.perigee.contract;

import dev.perigee.testing.Answer;
import dev.perigee.testing.Perigee;
import dev.perigee.user.Passwords;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** So many others before the hashers that nobody else gets a turn: they hold every place there, and give it back. */
final class Crowd {

    private Crowd() {}

    static Answer around(Perigee server, Supplier<Answer> request) {
        try {
            var hashers = server.bean(Passwords.class);
            var places = place(hashers, "admission", Semaphore.class);
            int all = place(hashers, "atOnce", Integer.class);
            places.acquire(all);
            try {
                return request.get();
            } finally {
                places.release(all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T place(Passwords of, String name, Class<T> type) {
        try {
            var field = Passwords.class.getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(of));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("The hashers are kept otherwise now", e);
        }
    }
}
