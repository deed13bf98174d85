import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * Nothing but the hash that Perigee uses, on twice as many threads as there are cores: no sign-in can be faster. With
 * {@code hash <password>} it prints one hash, with {@code loop <warm-up seconds> <seconds>} how many a second it makes.
 */
class HashLoop {

    // The same encoder as dev.perigee.user.Passwords: 19 MiB, two passes, one lane.
    private static final Argon2PasswordEncoder ENCODER = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
    private static final int THREADS = 2 * Runtime.getRuntime().availableProcessors();

    static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hash")) {
            System.out.println(ENCODER.encode(arguments[1]));
            return;
        }
        count(Double.parseDouble(arguments[1]));
        System.out.println(count(Double.parseDouble(arguments[2])));
    }

    /** Compares, as a sign-in does, until the time is over; hashes a second. */
    private static double count(double seconds) throws InterruptedException {
        String hash = ENCODER.encode("some password");
        var done = new LongAdder();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        ENCODER.matches("some password", hash);
                        done.increment();
                    }
                });
            }
        }
        return done.sum() / ((System.nanoTime() - start) / 1e9);
    }
}
