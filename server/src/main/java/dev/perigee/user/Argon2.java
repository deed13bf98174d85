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

    private static final String BASE64 = "((?:[A-Za-z0-9+/]{4}){2,21}(?:[A-Za-z0-9+/]{2,3})?)";

    /** Spring Security's {@code DelegatingPasswordEncoder} puts the name in braces before it. */
    private static final Pattern PHC = Pattern.compile("(?:[{]argon2(?:@SpringSecurity_v5_8)?[}])?"
            + "[$]argon2id[$]v=19[$]m=(\\d{1,6}),t=(\\d{1,3}),p=(\\d{1,3})[$]" + BASE64 + "[$]" + BASE64);

    /** A salt and a hash that no password is known for. */
    private static final String NOBODYS = "A".repeat(22) + '$' + "A".repeat(43);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cost ours;
    private final String settings;
    private final ThreadLocal<BlockPool> memory;

    /**
     * Makes hashes of this cost.
     *
     * @param memoryKib 8 to 65,536
     * @param passes 1 to 10
     */
    Argon2(int memoryKib, int passes) {
        this.ours = new Cost(memoryKib, passes, 1);
        this.settings = "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(ours.memoryKib, ours.passes, ours.lanes);
        this.memory = ThreadLocal.withInitial(
                () -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(ours.memoryKib, ours.lanes)));
    }

    /** What a thread that hashes keeps. */
    long memoryBytes() {
        return ours.memoryKib * 1024L;
    }

    /** A hash that no password is known for: comparing with it costs as much as with anybody's. */
    String nobodys() {
        return settings + NOBODYS;
    }

    /** The password's hash with a salt of its own, for the database. */
    String hash(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var text = Base64.getEncoder().withoutPadding();
        byte[] hash = derive(password, ours, salt, HASH_BYTES);
        return settings + text.encodeToString(salt) + '$' + text.encodeToString(hash);
    }

    /** Whether {@link #hash} made this text, as far as its form tells. */
    boolean isOurs(String hash) {
        return hash.startsWith(settings)
                && hash.length() == settings.length() + NOBODYS.length()
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
            derive(password, ours, new byte[SALT_BYTES], HASH_BYTES);
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
        if (cost.equals(ours)) {
            parameters.withBlockPool(memory.get());
        }
        var generator = new Argon2BytesGenerator();
        generator.init(parameters.build());
        var hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
