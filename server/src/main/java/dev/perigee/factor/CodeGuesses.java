package dev.perigee.factor;

import dev.perigee.database.UserId;
import dev.perigee.mail.Letter;
import dev.perigee.mail.Mails;
import dev.perigee.user.User;
import dev.perigee.user.Users;
import dev.perigee.web.Limit;
import dev.perigee.web.Problem;
import dev.perigee.web.RateLimits;
import dev.perigee.web.WebSettings;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * How many codes are tried for one person, whichever node is asked and from wherever. A guess is counted before it is
 * looked at, in a transaction of its own, so that no rollback, restart or haste forgets it.
 */
@Component
public class CodeGuesses {

    /** The name of the limit, for {@link dev.perigee.web.RateLimit}. */
    public static final String LIMIT = "otp";

    private final SecondFactorStore store;
    private final Users users;
    private final Mails mails;
    private final RateLimits limits;
    private final WebSettings web;
    private final TransactionOperations transactions;

    CodeGuesses(
            SecondFactorStore store,
            Users users,
            Mails mails,
            RateLimits limits,
            WebSettings web,
            TransactionOperations transactions) {
        this.store = store;
        this.users = users;
        this.mails = mails;
        this.limits = limits;
        this.web = web;
        this.transactions = transactions;
    }

    /** @param last whether there is room for no other */
    record Guess(UUID id, boolean last) {}

    /**
     * Counts one more.
     *
     * @throws Problem 429 when there have been too many, right or not
     */
    Guess count(UserId user) {
        var limit = limits.byIdentifier(LIMIT);
        return Objects.requireNonNull(transactions.execute(transaction -> count(user, limit)));
    }

    /** One at a time, or many at once would each see that there is room. */
    private Guess count(UserId user, Limit limit) {
        users.lock(user);
        var earlier = store.guesses(user, limit.period());
        if (earlier.count() >= limit.requests()) {
            throw RateLimits.refusal(LIMIT, limit, limit.period().minus(earlier.sinceOldest()));
        }
        return new Guess(store.addGuess(user), earlier.count() + 1 == limit.requests());
    }

    /** Tells the person when codes run out: whoever tries them has passed the first factor. */
    void missed(UserId user, Guess guess) {
        if (guess.last()) {
            transactions.executeWithoutResult(transaction -> users.find(user).ifPresent(this::warn));
        }
    }

    private void warn(User user) {
        String link = web.link("/forgotpassword");
        mails.send(new Letter(user.email(), user.locale(), "codes_guessed", List.of(user.name()), link, null));
    }

    /** One that was right does not count. */
    void forgive(UserId user, Guess guess) {
        transactions.executeWithoutResult(transaction -> store.deleteGuess(user, guess.id()));
    }
}
