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

    /** What a hash costs. */
    private record Cost(int memoryKib, int passes, int lanes) {

        /** Room for the second choice of RFC 9106 §4 (64 MiB, 3 passes, 4 lanes) and more passes. More is not compared. */
        private static final Cost MOST = new Cost(65_536, 10, 8);

        static Cost of(Matcher parts) {
            return new Cost(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
        }

        boolean isBearable() {
            return memoryKib <= MOST.memoryKib
                    && passes <= MOST.passes
                    && lanes <= MOST.lanes
                    && passes >= 1
                    && lanes >= 1
                    && memoryKib >= 8 * lanes;
        }
    }

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Cost OURS = new Cost(19_456, 2, 1);

    /** What a thread that hashes keeps. */
    static final long MEMORY_BYTES = OURS.memoryKib * 1024L;

    private static final String SETTINGS =
            "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(OURS.memoryKib, OURS.passes, OURS.lanes);

    private static final String BASE64 = "((?:[A-Za-z0-9+/]{4}){2,21}(?:[A-Za-z0-9+/]{2,3})?)";

    /** Spring Security's {@code DelegatingPasswordEncoder} puts the name in braces before it. */
    private static final Pattern PHC = Pattern.compile("(?:[{]argon2(?:@SpringSecurity_v5_8)?[}])?"
            + "[$]argon2id[$]v=19[$]m=(\\d{1,6}),t=(\\d{1,3}),p=(\\d{1,3})[$]" + BASE64 + "[$]" + BASE64);

    /** A hash that no password is known for: comparing with it costs as much as with anybody's. */
    static final String NOBODYS = SETTINGS + "A".repeat(22) + '$' + "A".repeat(43);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ThreadLocal<BlockPool> memory = ThreadLocal.withInitial(
            () -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(OURS.memoryKib, OURS.lanes)));

    /** The password's hash with a salt of its own, for the database. */
    String hash(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var text = Base64.getEncoder().withoutPadding();
        byte[] hash = derive(password, OURS, salt, HASH_BYTES);
        return SETTINGS + text.encodeToString(salt) + '$' + text.encodeToString(hash);
    }

    /** Whether {@link #hash} made this text, as far as its form tells. */
    boolean isOurs(String hash) {
        return hash.startsWith(SETTINGS)
                && hash.length() == NOBODYS.length()
                && PHC.matcher(hash).matches();
    }

    /** Whether this is a hash that {@link #matches} compares, and not one as {@link #hash} makes it. */
    boolean isForeign(String hash) {
        Matcher parts = PHC.matcher(hash);
        return parts.matches() && Cost.of(parts).isBearable() && !isOurs(hash);
    }

    /**
     * Whether the hash was made of the password, with these settings or with others that are bearable; any other text
     * takes as long as our own to be refused.
     */
    boolean matches(String password, String hash) {
        Matcher parts = PHC.matcher(hash);
        if (!parts.matches() || !Cost.of(parts).isBearable()) {
            derive(password, OURS, new byte[SALT_BYTES], HASH_BYTES);
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        return MessageDigest.isEqual(derive(password, Cost.of(parts), salt, expected.length), expected);
    }

    private byte[] derive(String password, Cost cost, byte[] salt, int length) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt);
        if (cost.equals(OURS)) {
            parameters.withBlockPool(memory.get());
        }
        var generator = new Argon2BytesGenerator();
        generator.init(parameters.build());
        var hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
