package dev.perigee.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in the PHC string format. Spring Security's encoder makes 19 MiB of garbage a hash, which costs a
 * small heap more than the hash itself; here each thread keeps its memory, wiped after every hash, for the next one.
 */
final class Argon2 {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    // Whoever changes these three lets matches() read the old ones too, or nobody comes in any more.
    private static final int MEMORY_KIB = 19_456;

    /** What a thread that hashes keeps. */
    static final long MEMORY_BYTES = MEMORY_KIB * 1024L;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final String SETTINGS = "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(MEMORY_KIB, PASSES, LANES);
    private static final Pattern PHC =
            Pattern.compile(Pattern.quote(SETTINGS) + "([A-Za-z0-9+/]{22})[$]([A-Za-z0-9+/]{43})");

    /** A hash that no password is known for: comparing with it costs as much as with anybody's. */
    static final String NOBODYS = SETTINGS + "A".repeat(22) + '$' + "A".repeat(43);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ThreadLocal<BlockPool> memory =
            ThreadLocal.withInitial(() -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(MEMORY_KIB, LANES)));

    /** The password's hash with a salt of its own, for the database. */
    String hash(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var text = Base64.getEncoder().withoutPadding();
        return SETTINGS + text.encodeToString(salt) + '$' + text.encodeToString(derive(password, salt));
    }

    /** Whether the hash was made of the password with these settings; text of another form takes as long to be refused. */
    boolean matches(String password, String hash) {
        Matcher parts = PHC.matcher(hash);
        if (!parts.matches()) {
            derive(password, new byte[SALT_BYTES]);
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(1));
        byte[] expected = Base64.getDecoder().decode(parts.group(2));
        return MessageDigest.isEqual(derive(password, salt), expected);
    }

    private byte[] derive(String password, byte[] salt) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(LANES)
                .withSalt(salt)
                .withBlockPool(memory.get())
                .build());
        var hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
