package dev.perigee.factor;

import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.secret.Vault;
import dev.perigee.user.NotMeLinks;
import dev.perigee.user.Passwords;
import dev.perigee.user.Revertible;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Caller;
import dev.perigee.web.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** What people prove beside their password: a code of their authenticator app, or one of ten backup codes. */
@Component
public class SecondFactors implements Revertible {

    /**
     * What an authenticator app needs. It is shown once.
     *
     * @param secret for typing, in base 32
     * @param uri for apps on the same device ({@code otpauth://})
     * @param qr the same as a picture, a {@code data:} address
     */
    public record Setup(String secret, String uri, String qr) {}

    /**
     * How things stand.
     *
     * @param active whether codes are asked for
     * @param since when they began to be
     * @param backupCodes how many are left
     */
    public record State(boolean active, @Nullable Instant since, int backupCodes) {}

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PLACE = "second_factor:";

    private final SecondFactorStore store;
    private final CodeGuesses guesses;
    private final Users users;
    private final Passwords passwords;
    private final Vault vault;
    private final Mails mails;
    private final MessageSource messages;
    private final NotMeLinks notMe;
    private final ObjectProvider<AnotherFactor> others;
    private final Clock clock;
    private final TransactionOperations transactions;

    SecondFactors(
            SecondFactorStore store,
            CodeGuesses guesses,
            Users users,
            Passwords passwords,
            Vault vault,
            Mails mails,
            MessageSource messages,
            NotMeLinks notMe,
            ObjectProvider<AnotherFactor> others,
            Clock clock,
            TransactionOperations transactions) {
        this.store = store;
        this.guesses = guesses;
        this.users = users;
        this.passwords = passwords;
        this.vault = vault;
        this.mails = mails;
        this.messages = messages;
        this.notMe = notMe;
        this.others = others;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** Whether a code is asked for when this person signs in. */
    @Transactional(readOnly = true)
    public boolean isActive(UserId user) {
        return state(user).active();
    }

    /** Whether the person has a second factor of any kind, a passkey included. */
    @Transactional(readOnly = true)
    public boolean isAnyKept(UserId user) {
        return isActive(user) || others.orderedStream().anyMatch(other -> other.isKept(user));
    }

    /**
     * Guards the adding of a factor. A session in which one was shown where the account asks for two must not bring the
     * second along, when its person has one: they show that first.
     *
     * @throws Problem 403 {@code step_up_required}
     */
    @Transactional(readOnly = true)
    public void requireShown(Caller caller) {
        if (!caller.standing().complete() && isAnyKept(caller.user())) {
            throw Problem.of(HttpStatus.FORBIDDEN, "step_up_required");
        }
    }

    @Transactional(readOnly = true)
    public State state(UserId user) {
        var since = store.find(user).flatMap(row -> Optional.ofNullable(row.activeSince()));
        return new State(since.isPresent(), since.orElse(null), since.isPresent() ? store.countCodes(user) : 0);
    }

    /**
     * A new secret, which counts once {@link #activate} has seen a code of it.
     *
     * @throws Problem 409 {@code second_factor_active}
     */
    @Transactional
    public Setup begin(User user) {
        var secret = new byte[Totp.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        if (!store.put(
                user.id(), vault.seal(place(user.id()), Base64.getEncoder().encodeToString(secret)))) {
            throw Problem.of(HttpStatus.CONFLICT, "second_factor_active");
        }
        String shown = Base32.toBase32String(secret);
        String uri = uri(user, shown);
        return new Setup(shown, uri, QrCode.of(uri));
    }

    private static String place(UserId user) {
        return PLACE + user.value();
    }

    /** In the form that the apps agree on (github.com/google/google-authenticator/wiki/Key-Uri-Format). */
    private String uri(User user, String secret) {
        String product = messages.getMessage("page.name", null, Locale.ROOT);
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(
                        encoded(product),
                        encoded(user.email().value()),
                        secret,
                        encoded(product),
                        Totp.DIGITS,
                        Totp.STEP_SECONDS);
    }

    /** As in a path: apps show a plus as it stands. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Lets codes be asked for from now on, and gives the backup codes. The caller holds the person.
     *
     * @param codes made before the transaction, by {@link #freshCodes}
     * @return false when it was so already, or was never begun
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean activate(UserId user, FreshCodes codes) {
        if (!store.activate(user)) {
            return false;
        }
        replaceCodes(user, codes);
        return true;
    }

    /** In place of all earlier ones. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void replaceCodes(UserId user, FreshCodes codes) {
        store.deleteCodes(user);
        for (int number = 0; number < BackupCode.COUNT; number++) {
            store.addCode(user, number, codes.hashes().get(number));
        }
    }

    /** Backup codes that nobody has yet: as they are shown, once, and as they are kept. */
    public record FreshCodes(List<String> shown, List<String> hashes) {}

    /** Ten hashes take a while, so they are made outside of any transaction. */
    public FreshCodes freshCodes() {
        var codes = BackupCode.ten();
        return new FreshCodes(
                codes.stream().map(BackupCode::toString).toList(),
                codes.stream().map(code -> passwords.hash(code.secret())).toList());
    }

    /** No code is asked for any more; neither the secret nor the backup codes are kept. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(UserId user) {
        store.delete(user);
    }

    /** The same with every other second factor, for whoever has lost them all. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void removeAll(UserId user) {
        remove(user);
        others.forEach(other -> other.removeAll(user));
    }

    /** One that a thief has set up would keep its person out for ever. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void revert(User user, Instant since) {
        store.deleteSince(user.id(), since);
    }

    /**
     * Takes a code of the app or a backup code, each once. Every guess is counted before it is looked at, in a transaction
     * of its own: no rollback forgets it.
     *
     * @throws Problem 401 {@code invalid_code}; 429 after five wrong ones in a quarter of an hour, right or not
     */
    @Transactional(propagation = Propagation.NEVER)
    public void check(UserId user, String code) {
        var guess = guesses.count(user);
        if (!isRight(user, code, guess)) {
            guesses.missed(user, guess);
            throw Problem.of(HttpStatus.UNAUTHORIZED, "invalid_code");
        }
        guesses.forgive(user, guess);
    }

    /** One that nobody had time to look at is no guess. */
    private boolean isRight(UserId user, String code, CodeGuesses.Guess guess) {
        try {
            return isRight(user, code);
        } catch (RuntimeException unseen) {
            guesses.forgive(user, guess);
            throw unseen;
        }
    }

    private boolean isRight(UserId user, String typed) {
        String code = typed.strip().replace(" ", "");
        if (code.length() == Totp.DIGITS) {
            return Objects.requireNonNull(transactions.execute(transaction -> takeTotp(user, code)));
        }
        return BackupCode.read(typed).filter(backup -> takeBackup(user, backup)).isPresent();
    }

    private boolean takeTotp(UserId user, String code) {
        return store.find(user)
                .flatMap(row -> Totp.stepOf(code, secret(user, row), clock.instant()))
                .filter(step -> store.takeStep(user, step))
                .isPresent();
    }

    private byte[] secret(UserId user, SecondFactorStore.Row row) {
        return Base64.getDecoder().decode(vault.open(place(user), row.secret()));
    }

    private boolean takeBackup(UserId user, BackupCode code) {
        String hash = transactions.execute(
                transaction -> store.code(user, code.number()).orElse(null));
        if (hash == null || !passwords.matches(code.secret(), hash)) {
            return false;
        }
        return Objects.requireNonNull(transactions.execute(transaction -> use(user, code, hash)));
    }

    private boolean use(UserId id, BackupCode code, String hash) {
        users.lock(id);
        if (!store.takeCode(id, code.number(), hash)) {
            return false;
        }
        users.find(id).ifPresent(this::tellOfUse);
        return true;
    }

    private void tellOfUse(User user) {
        var values = List.of(user.name(), Integer.toString(store.countCodes(user.id())));
        String link = notMe.next(user.id());
        mails.send(new Letter(user.email(), user.locale(), "backup_code_used", values, link, null));
    }
}
