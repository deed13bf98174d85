import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Nothing but the hash that Perigee uses, on as many threads as there are cores: no sign-in can be faster. With
 * {@code hash <password>} it prints one hash, with {@code loop <warm-up seconds> <seconds>} how many a second it makes.
 */
class HashLoop {

    // The same as dev.perigee.user.Argon2: 19 MiB, two passes, one lane.
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final String SETTINGS = "$argon2id$v=19$m=19456,t=2,p=1$";
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final FixedBlockPool memory = new FixedBlockPool(Argon2BytesGenerator.getBlockCount(MEMORY_KIB, 1));

    static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hash")) {
            var salt = new byte[16];
            var text = Base64.getEncoder().withoutPadding();
            System.out.println(SETTINGS + text.encodeToString(salt) + '$'
                    + text.encodeToString(new HashLoop().hash(arguments[1], salt)));
            return;
        }
        count(Double.parseDouble(arguments[1]));
        System.out.println(count(Double.parseDouble(arguments[2])));
    }

    /** Hashes a second, until the time is over. */
    private static double count(double seconds) throws InterruptedException {
        var done = new LongAdder();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.submit(() -> {
                    var one = new HashLoop();
                    while (System.nanoTime() < end) {
                        one.hash("some password", new byte[16]);
                        done.increment();
                    }
                });
            }
        }
        return done.sum() / ((System.nanoTime() - start) / 1e9);
    }

    private byte[] hash(String password, byte[] salt) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(1)
                .withSalt(salt)
                .withBlockPool(memory)
                .build());
        var hash = new byte[32];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
