package dev.perigee.user;

import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Which passwords are taken, and how they are kept: Argon2id with 19 MiB and two passes (OWASP Password Storage Cheat
 * Sheet). No more hashes at once than there are cores, and as many again in waiting. Each hasher keeps its memory, so
 * all of them together get no more than a quarter of the heap.
 */
@Component
public class Passwords implements AutoCloseable {

    private static final int MAX = 128;
    private static final long WAIT_MILLIS = 500;

    private final Argon2 argon2;
    private final OtherHashes others = new OtherHashes();
    private final int atOnce;
    private final Semaphore admission;
    private final ExecutorService hashers;
    private final LongAdder hashes = new LongAdder();
    private final int min;
    private final MessageSource messages;
    private final BreachedPasswords breached;
    private final Future<CommonPasswords> common;

    Passwords(MessageSource messages, PasswordSettings settings, Argon2 argon2, BreachedPasswords breached) {
        int threads = hashers(argon2);
        this.argon2 = argon2;
        this.atOnce = 2 * threads;
        this.admission = new Semaphore(atOnce, true);
        this.hashers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("hash-", 0).factory());
        this.common = hashers.submit(CommonPasswords::new);
        this.min = settings.min();
        this.messages = messages;
        this.breached = breached;
    }

    private static int hashers(Argon2 argon2) {
        var machine = Runtime.getRuntime();
        return (int) Math.clamp(machine.maxMemory() / 4 / argon2.memoryBytes(), 1, machine.availableProcessors());
    }

    /** How many hashes may be under way; whoever comes then waits, and not for long. */
    int atOnce() {
        return atOnce;
    }

    /** The fewest characters (code points) that are taken. */
    public int shortest() {
        return min;
    }

    /**
     * Refuses what is too short, too long, common, made of the person's own address or name, or known to have been
     * stolen somewhere (NIST SP 800-63B-4 §3.1.1.2). Characters are counted as code points after NFC. May ask another
     * server, so it has no place in a transaction.
     *
     * @throws Problem 422 {@code invalid} with the field {@code password}
     */
    public void require(String password, EmailAddress email, String name) {
        String normal = normal(password);
        int length = normal.codePointCount(0, normal.length());
        if (length < min) {
            throw refused("too_short");
        } else if (length > MAX) {
            throw refused("too_long");
        } else if (made(common).contains(normal, List.of(email.value(), name))) {
            throw refused("common");
        } else if (breached.contain(sha1(normal))) {
            throw refused("breached");
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }

    private Problem refused(String code) {
        String detail = messages.getMessage(
                "problem.fault.password_" + code, new Object[] {min, MAX}, LocaleContextHolder.getLocale());
        return Problem.invalid(List.of(new Problem.Fault("password", code, detail)));
    }

    /**
     * The password in the form in which it is kept.
     *
     * @throws Problem 503 when no hash ends within half a second
     */
    public String hash(String password) {
        return bounded(() -> argon2.hash(normal(password)));
    }

    /**
     * Whether the password is the one that was hashed, here or by another system.
     *
     * @throws Problem as {@link #hash}
     */
    public boolean matches(String password, String hash) {
        return bounded(
                () -> others.take(password, hash) ? others.match(password, hash) : matchesArgon2(password, hash));
    }

    /** We hash the NFC of what was typed, and may have done so at another cost; other systems hash what was typed. */
    private boolean matchesArgon2(String password, String hash) {
        String normal = normal(password);
        return argon2.matches(normal, hash)
                || (!normal.equals(password) && argon2.isForeign(hash) && argon2.matches(password, hash));
    }

    /**
     * The hash that is to replace this one of the same password. Nothing when it is our own, or when there are too many
     * hashes to compute just now: the password was right, and the next sign-in comes.
     */
    public Optional<String> renewed(String password, String hash) {
        try {
            return argon2.isOurs(hash) ? Optional.empty() : Optional.of(hash(password));
        } catch (Problem overloaded) {
            return Optional.empty();
        }
    }

    /** Does the work of {@link #matches} for nobody, so that time does not tell who exists. Never true. */
    public boolean matchesNobody(String password) {
        matches(password, argon2.nobodys());
        return false;
    }

    /** How many hashes were made since the start: whether an answer costs as much for nobody as for somebody. */
    public long hashes() {
        return hashes.sum();
    }

    /** A hash keeps its core busy, so it runs beside the virtual threads: on one of their carriers it would stall all. */
    private <T> T bounded(Callable<T> work) {
        boolean admitted = false;
        try {
            admitted = admission.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            if (!admitted) {
                throw Problem.overloaded(1);
            }
            hashes.increment();
            return made(hashers.submit(work));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.overloaded(1);
        } finally {
            if (admitted) {
                admission.release();
            }
        }
    }

    /** What a hasher makes; the list of passwords is read while the rest of the server starts. */
    private static <T> T made(Future<T> work) {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.overloaded(1);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A hasher failed", e.getCause());
        }
    }

    /** Lets the hashers go, and their memory with them. */
    @Override
    public void close() {
        hashers.shutdownNow();
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }
}
