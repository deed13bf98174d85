package dev.perigee.user;

import dev.perigee.mail.EmailAddress;
import dev.perigee.web.Problem;
import java.text.Normalizer;
import java.util.List;
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
    private static final int HASHERS = (int) Math.clamp(
            Runtime.getRuntime().maxMemory() / 4 / Argon2.MEMORY_BYTES,
            1,
            Runtime.getRuntime().availableProcessors());

    private final Argon2 argon2 = new Argon2();
    private final Semaphore admission = new Semaphore(2 * HASHERS, true);
    private final ExecutorService hashers = Executors.newFixedThreadPool(
            HASHERS, Thread.ofPlatform().daemon().name("hash-", 0).factory());
    private final LongAdder hashes = new LongAdder();
    private final int min;
    private final MessageSource messages;
    private final Future<CommonPasswords> common = hashers.submit(CommonPasswords::new);

    Passwords(MessageSource messages, PasswordSettings settings) {
        this.min = settings.min();
        this.messages = messages;
    }

    /**
     * Refuses what is too short, too long, common, or made of the person's own address or name (NIST SP 800-63B-4
     * §3.1.1.2). Characters are counted as code points after NFC.
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
     * Whether the password is the one that was hashed.
     *
     * @throws Problem as {@link #hash}
     */
    public boolean matches(String password, String hash) {
        return bounded(() -> argon2.matches(normal(password), hash));
    }

    /** Does the work of {@link #matches} for nobody, so that time does not tell who exists. Never true. */
    public boolean matchesNobody(String password) {
        matches(password, Argon2.NOBODYS);
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
